using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Mpa.Recipes;
using OpenAI;

namespace Mpa.Remote.Http;

/// <summary>Makes clients of OpenAI-compatible servers. Trying again, timing out and telling failures apart is not theirs to do.</summary>
internal static class ChatClients
{
    // The library wants a key even for a server that has none; the handler takes it away again.
    private const string NoKey = "none";

    /// <summary>A client of one address. Disposing <paramref name="http"/> is the caller's.</summary>
    public static IChatClient Create(string url, ServerOptions options, ApiKey key, HttpClient http)
    {
        OpenAIClientOptions settings = new()
        {
            Endpoint = new Uri(url),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        return new OpenAIClient(new ApiKeyCredential(key.Value ?? NoKey), settings).GetChatClient(options.Model).AsIChatClient();
    }
}
