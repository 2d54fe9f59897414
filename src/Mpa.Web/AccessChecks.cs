using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Mpa.Web;

/// <summary>
/// On loopback, a request must name a loopback host: a web page whose own name was pointed at 127.0.0.1 (DNS rebinding)
/// still sends that name. (Beyond loopback the token keeps such pages out.)
/// </summary>
/// <param name="loopback">Whether the server listens on loopback.</param>
internal sealed class HostCheck(bool loopback)
{
    /// <exception cref="ApiException">The request names another host.</exception>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        string host = context.Request.Host.Host;
        return !loopback || IsLoopback(host)
            ? next(context)
            : throw new ApiException(
                StatusCodes.Status403Forbidden,
                $"The host \"{host}\" is not this server: it listens on loopback, so ask localhost or 127.0.0.1.",
                code: "wrong_host");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}

/// <summary>
/// Lets a request in that shows the token. Compared by digest in constant time, so that neither content nor length can
/// be found out by timing.
/// </summary>
internal sealed class TokenCheck
{
    private const string Scheme = "Bearer ";
    private readonly byte[]? _expected;

    /// <param name="token">Null lets everybody in.</param>
    public TokenCheck(string? token) => _expected = token is null ? null : Digest(token);

    /// <exception cref="ApiException">The token is missing or wrong.</exception>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // Whether the server is alive may be asked by a load balancer, who knows no token.
        if (_expected is not null && context.Request.Path != Routes.Health)
        {
            string header = context.Request.Headers.Authorization.ToString();
            bool given = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
            if (!given || !CryptographicOperations.FixedTimeEquals(Digest(header[Scheme.Length..].Trim()), _expected))
            {
                context.Response.Headers.WWWAuthenticate = Scheme.TrimEnd();
                throw ApiException.WrongToken(missing: !given);
            }
        }

        return next(context);
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
