using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Endpoints;
using Mpa.Remote.Http;
using Mpa.Remote.Replies;

namespace Mpa.Remote.Batches;

/// <summary>A served model that answers from the files of a batch. What they don't answer stays unasked.</summary>
public sealed class BatchResults : IServedModel
{
    private readonly ServerOptions _options;
    private readonly Dictionary<string, BatchAnswer> _answers;
    private readonly BatchRequests _requests;

    private BatchResults(ServerOptions options, Dictionary<string, BatchAnswer> answers) =>
        (_options, _answers, _requests) = (options, answers, new BatchRequests(options));

    /// <inheritdoc/>
    public string Name => _options.Model;

    /// <inheritdoc/>
    public string Fingerprint => RemoteModel.FingerprintOf(_options);

    /// <summary>Reads the files.</summary>
    /// <param name="options">Of the model that was asked.</param>
    /// <param name="files">Output files, and error files if there are any.</param>
    /// <exception cref="MpaException">A file or a line of it can't be read.</exception>
    public static BatchResults Open(ServerOptions options, IReadOnlyList<string> files) => new(options, BatchAnswers.Read(files));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelReply>> AskAsync(IReadOnlyList<ModelRequest> batch, CancellationToken cancellation)
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
                $"{unanswered:N0} of {asked:N0} requests have no answer in the results; those of the others are kept. Write a --batch-file again: it holds only what is missing. Or ask for the rest without a batch.");
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

        using HttpClient http = new(new ServerHandler(new RecordedHandler(answer.Status, answer.Body), withKey: false, (_, _) => { }));
        using IChatClient chat = ChatClients.Create(_options.Url, _options, new ApiKey(null), http);
        Sent sent = await Exchange.RunAsync(async () => await chat.GetResponseAsync("", cancellationToken: cancellation), text => text);
        if (sent.Turn is not { } turn)
        {
            return ReplyBuilder.Of(sent.Failure!, seconds: 0);
        }

        Identity.Check(turn, _options);
        ReplyBuilder reply = new(guessedPromptTokens: 0);
        reply.Add(turn);
        return reply.Build(seconds: 0);
    }
}
