using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Mpa.Chats;
using Mpa.Models;

namespace Mpa.Web.Requests;

/// <summary>
/// Reads the body of /v1/chat/completions (platform.openai.com/docs/api-reference/chat/create). What would change the
/// reply and can't be followed is refused by name; nothing is left out in silence.
/// </summary>
/// <param name="names">The names that are served.</param>
/// <param name="options">The limits.</param>
internal sealed class CallReader(IReadOnlyList<string> names, ServeOptions options)
{
    // Labels for the provider's own accounting: they change no reply.
    private static readonly string[] Labels =
    [
        "user",
        "metadata",
        "store",
        "service_tier",
        "safety_identifier",
        "prompt_cache_key",
        "prompt_cache_retention",
        "parallel_tool_calls",
    ];

    private static readonly string[] Members =
    [
        "model",
        "messages",
        "stream",
        "stream_options",
        .. SamplingReader.Members,
        .. UnusedFeatures.Members,
        .. Labels,
    ];

    private readonly MessageReader _messages = new(options);

    /// <exception cref="ApiException">The body is no JSON, or something in it is wrong; the error says
    /// what.</exception>
    public async Task<ChatCall> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxBodyBytes, cancellation);
        try
        {
            RequestBody.Check(body.Span);
            using JsonDocument document = JsonDocument.Parse(body);
            return Read(new JsonField("", document.RootElement).Object(Members));
        }
        catch (JsonException error)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, $"The body is not JSON: {error.Message}");
        }
    }

    private ChatCall Read(JsonField root)
    {
        string model = root["model"].Text();
        if (!names.Contains(model))
        {
            throw ApiException.UnknownModel(model, names);
        }

        UnusedFeatures.Check(root);
        (SamplingOptions sampling, int? topLogProbabilities) = SamplingReader.Read(root, options.ReplyTokens);
        bool stream = !root["stream"].IsMissing && root["stream"].Flag();
        bool usage = IncludeUsage(root["stream_options"], stream);
        (IReadOnlyList<ChatTurn> turns, IReadOnlyList<ReadImage> images) = _messages.Read(root["messages"]);
        byte[][] files = [.. images.Select(image => image.Bytes)];
        return new ChatCall(new ChatRequest(model, turns, files, sampling, topLogProbabilities), stream, usage)
        {
            Pixels = images.Sum(image => image.Pixels),
        };
    }

    private static bool IncludeUsage(JsonField field, bool stream)
    {
        if (field.IsMissing)
        {
            return false;
        }

        JsonField usage = field.Object("include_usage", "include_obfuscation")["include_usage"];
        return stream
            ? !usage.IsMissing && usage.Flag()
            : throw ApiException.Invalid(
                "stream_options", "stream_options is for streams only: send \"stream\": true with it.");
    }
}

/// <summary>A chat completion as a client asks for it.</summary>
/// <param name="Request">What the model is asked.</param>
/// <param name="Stream">The reply is sent while it is written.</param>
/// <param name="IncludeUsage">A stream ends with the token counts.</param>
internal sealed record ChatCall(ChatRequest Request, bool Stream, bool IncludeUsage)
{
    /// <summary>Of all its images.</summary>
    public long Pixels { get; init; }
}
