using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Conversations;
using Mpa.Remote.Http;
using Mpa.Remote.Sending;

namespace Mpa.Remote.Batches;

/// <summary>A served teacher that answers from the files of a batch. What they don't answer stays unasked.</summary>
public sealed class BatchResults : IServedModel
{
    private readonly ServerSection _section;
    private readonly Dictionary<string, BatchAnswer> _answers;
    private readonly BatchRequests _requests;

    private BatchResults(ServerOptions options, Dictionary<string, BatchAnswer> answers) =>
        (_section, _answers, _requests) = (new(ModelRole.Teacher, options), answers, new BatchRequests(options));

    /// <inheritdoc/>
    public string Name => _section.Options.Model;

    /// <inheritdoc/>
    public string Fingerprint => RemoteModel.FingerprintOf(_section.Options);

    /// <summary>Reads the files.</summary>
    /// <param name="options">Of the model that was asked.</param>
    /// <param name="files">Output files, and error files if there are any.</param>
    /// <exception cref="MpaException">A file or a line of it can't be read.</exception>
    public static BatchResults Open(ServerOptions options, IReadOnlyList<string> files) =>
        new(options, BatchAnswers.Read(files));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelReply>> AskAsync(
        IReadOnlyList<ModelRequest> batch, CancellationToken cancellation)
    {
        List<ModelReply> replies = [];
        await foreach ((_, ModelReply reply) in AskEachAsync(batch, cancellation))
        {
            replies.Add(reply);
        }

        return replies;
    }

    /// <inheritdoc/>
    /// <exception cref="MpaException">Some requests have no answer; thrown after all that have one.</exception>
    public async IAsyncEnumerable<(int Index, ModelReply Reply)> AskEachAsync(
        IEnumerable<ModelRequest> requests, [EnumeratorCancellation] CancellationToken cancellation)
    {
        int asked = 0;
        int unanswered = 0;
        foreach (ModelRequest request in requests)
        {
            cancellation.ThrowIfCancellationRequested();
            if (await FindAsync(request, cancellation) is { } reply)
            {
                yield return (asked, reply);
            }
            else
            {
                unanswered++;
            }

            asked++;
        }

        if (unanswered > 0)
        {
            throw new MpaException(
                $"{unanswered:N0} of {asked:N0} requests have no answer in the results; those of the others are kept. "
                + "Write a --batch-file again: it holds only what is missing. Or ask for the rest without a batch.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();

    private async Task<ModelReply?> FindAsync(ModelRequest request, CancellationToken cancellation)
    {
        try
        {
            (string id, _) = await _requests.WriteAsync(request, cancellation);
            return _answers.TryGetValue(id, out BatchAnswer? answer) ? await ReadAsync(answer, cancellation) : null;
        }
        catch (ImageException error)
        {
            return ReplyBuilder.Failed(error.Message);
        }
    }

    /// <summary>Reads an answer as if its server had just given it.</summary>
    private async Task<ModelReply> ReadAsync(BatchAnswer answer, CancellationToken cancellation)
    {
        if (answer.Status == 0)
        {
            return ReplyBuilder.Failed($"batch: {answer.Body}");
        }

        RecordedHandler network = new(answer.Status, answer.Body);
        using HttpClient http = new(new ServerHandler(network, withKey: false, (_, _) => { }));
        using IChatClient chat = ChatClients.Create(_section.Options.Url, _section.Options, new ApiKey(null), http);
        ExchangeResult result = await Exchange.RunAsync(
            async () => await chat.GetResponseAsync("", cancellationToken: cancellation), text => text, _section);
        if (result.Turn is not { } turn)
        {
            return ReplyBuilder.Of(result.Failure!, seconds: 0);
        }

        turn.CheckIdentity(_section);
        ReplyBuilder reply = new(guessedPromptTokens: 0);
        reply.Add(turn);
        return reply.Build(seconds: 0);
    }
}

/// <summary>
/// Reads the output and error files of batches:
/// {"custom_id", "response": {"status_code", "body"}, "error": {"code", "message"}}.
/// </summary>
internal static class BatchAnswers
{
    // The batch ended before these were carried out; they are to be asked again.
    private static readonly string[] Unasked = ["batch_expired", "batch_cancelled"];

    /// <summary>Answers by custom_id. A success counts before a failure of the same request.</summary>
    /// <exception cref="MpaException">A file is missing, or a line is not of this format; the message names
    /// it.</exception>
    public static Dictionary<string, BatchAnswer> Read(IReadOnlyList<string> files)
    {
        Dictionary<string, BatchAnswer> answers = [];
        foreach (string file in files)
        {
            int number = 0;
            foreach (string line in Lines(file))
            {
                number++;
                if (line.Length > 0
                    && Parse(line, $"{file}:{number}") is ({ } id, { } answer)
                    && answers.GetValueOrDefault(id)?.Status != 200)
                {
                    answers[id] = answer;
                }
            }
        }

        return answers;
    }

    private static IEnumerable<string> Lines(string file) => File.Exists(file)
        ? File.ReadLines(file, ServerJson.Utf8)
        : throw new MpaException($"{file}: there is no such file; give the output file of the batch");

    private static (string? Id, BatchAnswer? Answer) Parse(string line, string where)
    {
        try
        {
            JsonElement? row = ServerJson.Parse(line) is { ValueKind: JsonValueKind.Object } map
                ? map
                : throw new FormatException("no JSON object");
            string id = row.At("custom_id").Text() ?? throw new FormatException("custom_id is missing");
            return (id, row.At("error") is { ValueKind: JsonValueKind.Object } error
                ? OfError(error)
                : OfResponse(row.At("response")));
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            string detail = error.Message.ReplaceLineEndings(" ");
            throw new MpaException(
                $"{where}: this line is not of a batch's output ({detail}); give the file as it was downloaded", error);
        }
    }

    private static BatchAnswer? OfError(JsonElement? error) => Unasked.Contains(error.At("code").Text())
        ? null
        : new BatchAnswer(0, ServerMessage.Of(error!.Value));

    /// <summary>A status that no response has is told as what it is, in the row of its request.</summary>
    private static BatchAnswer OfResponse(JsonElement? response)
    {
        if (response is not { ValueKind: JsonValueKind.Object })
        {
            throw new FormatException("neither response nor error is there");
        }

        JsonElement status = response.At("status_code") ?? throw new FormatException("status_code is missing");
        string body = response.At("body") is { } answer ? answer.GetRawText() : "";
        return status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out int code) && code is >= 200 and < 600
            ? new BatchAnswer(code, body)
            : new BatchAnswer(0, $"status_code is {ServerJson.Shown(status.GetRawText())}");
    }
}

/// <summary>What a batch says of one request.</summary>
/// <param name="Status">HTTP status of the response; 0 when the request wasn't carried out.</param>
/// <param name="Body">Of the response, or what went wrong.</param>
internal sealed record BatchAnswer(int Status, string Body);
