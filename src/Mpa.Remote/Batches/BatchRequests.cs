using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Conversations;
using Mpa.Remote.Http;

namespace Mpa.Remote.Batches;

/// <summary>
/// Requests as a batch holds them: the very bodies that would be sent one by one, named by their content.
/// </summary>
internal sealed class BatchRequests : IDisposable
{
    private const int LettersOfId = 40;
    private static readonly JsonSerializerOptions OneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ServerOptions _options;
    private readonly ChatRequests _requests;
    private readonly RecordedHandler _network = new(200, RecordedHandler.Empty);
    private readonly HttpClient _http;
    private readonly IChatClient _chat;

    /// <summary>Sends nothing: the client library writes the bodies for nobody.</summary>
    public BatchRequests(ServerOptions options)
    {
        _options = options;
        _requests = new ChatRequests(options);
        _http = new HttpClient(new ServerHandler(_network, withKey: false, (_, _) => { }));
        _chat = ChatClients.Create(options.Url, options, new ApiKey(null), _http);
    }

    /// <summary>
    /// The id and the body. The id is the body's hash, so that an answer is found by what was asked: an answer to a
    /// request that has changed since is nobody's.
    /// </summary>
    /// <exception cref="Imaging.ImageException">An image can't be used.</exception>
    public async Task<(string Id, JsonNode Body)> WriteAsync(ModelRequest request, CancellationToken cancellation)
    {
        (ChatMessage message, _) = await _requests.MessageAsync(request);
        await _chat.GetResponseAsync(
            [message],
            _requests.Options(request, _options.Structured == "auto", ThinkingWays.OfBatch(_options)),
            cancellation);
        JsonNode body = JsonNode.Parse(_network.Body)!;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString(OneLine))));
        return ($"mpa-{hash[..LettersOfId]}", body);
    }

    /// <summary>A line of a batch's input file.</summary>
    public static string Line(string id, JsonNode body) => new JsonObject
    {
        ["custom_id"] = id,
        ["method"] = "POST",
        ["url"] = "/v1/chat/completions",
        ["body"] = body,
    }.ToJsonString(OneLine);

    /// <inheritdoc/>
    public void Dispose()
    {
        _chat.Dispose();
        _http.Dispose();
    }
}

/// <summary>
/// Stands in for the network: keeps the body of the last request, and answers with what was recorded.
/// </summary>
internal sealed class RecordedHandler(int status, string reply) : HttpMessageHandler
{
    /// <summary>A reply that says nothing.</summary>
    public const string Empty = """{"choices":[{"message":{"content":""}}]}""";

    /// <summary>Of the last request.</summary>
    public string Body { get; private set; } = "";

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Body = await request.Content!.ReadAsStringAsync(cancellationToken);
        StringContent content = new(reply, Encoding.UTF8, "application/json");
        return new HttpResponseMessage((HttpStatusCode)status) { Content = content };
    }
}
