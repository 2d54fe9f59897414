using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.AI;
using Mpa.Runs;
using OpenAI;

namespace Mpa.Remote.Http;

/// <summary>
/// What lies between the client library and the network: no redirect is followed, no body is read without end, replies
/// are brought into the published form, and the headers that tell of limits are passed on.
/// </summary>
/// <param name="inner">Sends.</param>
/// <param name="withKey">False takes away the header that the library insists on.</param>
/// <param name="onHeaders">Told of each response.</param>
internal sealed class ServerHandler(
    HttpMessageHandler inner, bool withKey, Action<int, HttpResponseHeaders> onHeaders) : DelegatingHandler(inner)
{
    private const int MostBytes = 16 << 20;

    /// <summary>The handler that reaches the network.</summary>
    public static HttpMessageHandler Network() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed DNS entry is seen
    };

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!withKey)
        {
            request.Headers.Authorization = null;
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        try
        {
            int status = (int)response.StatusCode;
            onHeaders(status, response.Headers);
            if (status is >= 300 and < 400)
            {
                throw new RedirectedException(Target(request, response));
            }

            await response.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
            return response.IsSuccessStatusCode ? await NormalAsync(response, cancellationToken) : response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<HttpResponseMessage> NormalAsync(
        HttpResponseMessage response, CancellationToken cancellation)
    {
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        response.Content.Dispose();
        string body = ReplyBody.Normalize(Encoding.UTF8.GetString(bytes));
        response.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return response;
    }

    /// <summary>Without query and user, which may hold secrets.</summary>
    private static string Target(HttpRequestMessage request, HttpResponseMessage response)
    {
        const UriComponents shown = UriComponents.SchemeAndServer | UriComponents.Path;
        return response.Headers.Location is { } location
            ? new Uri(request.RequestUri!, location).GetComponents(shown, UriFormat.UriEscaped)
            : "nowhere";
    }
}

/// <summary>
/// A server sends its clients elsewhere. It isn't followed: the key is for the address in the recipe.
/// </summary>
internal sealed class RedirectedException(string target) : Exception($"the server redirects to {target}");

/// <summary>
/// Makes clients of OpenAI-compatible servers. Trying again, timing out and telling failures apart is not theirs to do.
/// </summary>
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
        return new OpenAIClient(new ApiKeyCredential(key.Value ?? NoKey), settings)
            .GetChatClient(options.Model)
            .AsIChatClient();
    }
}
