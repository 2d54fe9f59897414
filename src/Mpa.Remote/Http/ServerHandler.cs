using System.Net.Http.Headers;
using System.Text;

namespace Mpa.Remote.Http;

/// <summary>
/// What lies between the client library and the network: no redirect is followed, no body is read without end, replies are brought
/// into the published form, and the headers that tell of limits are passed on.
/// </summary>
/// <param name="inner">Sends.</param>
/// <param name="withKey">False takes away the header that the library insists on.</param>
/// <param name="onHeaders">Told of each response.</param>
internal sealed class ServerHandler(HttpMessageHandler inner, bool withKey, Action<int, HttpResponseHeaders> onHeaders) : DelegatingHandler(inner)
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
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
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

    private static async Task<HttpResponseMessage> NormalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        response.Content.Dispose();
        response.Content = new StringContent(ReplyBody.Normalize(Encoding.UTF8.GetString(bytes)), Encoding.UTF8, "application/json");
        return response;
    }

    /// <summary>Without query and user, which may hold secrets.</summary>
    private static string Target(HttpRequestMessage request, HttpResponseMessage response) => response.Headers.Location is { } location
        ? new Uri(request.RequestUri!, location).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : "nowhere";
}
