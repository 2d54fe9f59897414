using System.Net;
using Microsoft.AspNetCore.Http;
using Mpa.Web.OpenAi;

namespace Mpa.Web.Security;

/// <summary>
/// On loopback, a request must name a loopback host: a web page whose own name was pointed at 127.0.0.1 (DNS rebinding) still sends
/// that name. (Beyond loopback the token keeps such pages out.)
/// </summary>
/// <param name="loopback">Whether the server listens on loopback.</param>
internal sealed class HostCheck(bool loopback)
{
    /// <exception cref="ApiException">The request names another host.</exception>
    public Task InvokeAsync(HttpContext context, RequestDelegate next) => !loopback || IsLoopback(context.Request.Host.Host)
        ? next(context)
        : throw new ApiException(
            StatusCodes.Status403Forbidden, $"The host \"{context.Request.Host.Host}\" is not this server: it listens on loopback, so ask localhost or 127.0.0.1.", code: "wrong_host");

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
