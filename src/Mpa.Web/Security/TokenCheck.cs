using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Mpa.Web.OpenAi;

namespace Mpa.Web.Security;

/// <summary>Lets a request in that shows the token. Compared by digest in constant time, so that neither content nor length can be found out by timing.</summary>
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
