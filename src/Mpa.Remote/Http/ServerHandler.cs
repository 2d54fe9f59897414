using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.AI;
using Mpa.Recipes;
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

            string body = await BodyAsync(response.Content, cancellationToken);
            return response.IsSuccessStatusCode ? Normal(response, body) : throw new StatusException(status, body);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<string> BodyAsync(HttpContent content, CancellationToken cancellation)
    {
        try
        {
            await content.LoadIntoBufferAsync(MostBytes, cancellation);
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new MalformedReplyException($"the body is larger than {MostBytes >> 20} MiB");
        }

        return ServerJson.Utf8.GetString(await content.ReadAsByteArrayAsync(cancellation));
    }

    private static HttpResponseMessage Normal(HttpResponseMessage response, string body)
    {
        response.Content.Dispose();
        response.Content = new StringContent(ReplyBody.Normalize(body), Encoding.UTF8, "application/json");
        return response;
    }

    /// <summary>Without query and user, which may hold secrets.</summary>
    private static string Target(HttpRequestMessage request, HttpResponseMessage response)
    {
        const UriComponents shown = UriComponents.SchemeAndServer | UriComponents.Path;
        return response.Headers.Location is { } location
            && Uri.TryCreate(request.RequestUri, location, out Uri? target)
            && target.Scheme is "http" or "https"
                ? target.GetComponents(shown, UriFormat.UriEscaped)
                : "nowhere";
    }
}

/// <summary>
/// A server sends its clients elsewhere. It isn't followed: the key is for the address in the recipe.
/// </summary>
internal sealed class RedirectedException(string target) : Exception($"the server redirects to {target}");

/// <summary>
/// A server answered with an error. It is told before the client library sees it, which reads bodies less patiently.
/// </summary>
internal sealed class StatusException(int status, string body) : Exception($"HTTP {status}")
{
    /// <summary>Of the response.</summary>
    public int Status => status;

    /// <summary>As it came.</summary>
    public string Body => body;
}

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
