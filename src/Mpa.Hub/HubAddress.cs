namespace Mpa.Hub;

/// <summary>Which addresses are talked to, and with whom the token is shared.</summary>
internal static class HubAddress
{
    /// <summary>https, or http to this machine.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <summary>Same scheme, host and port.</summary>
    public static bool SameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>
    /// Whether a hub's redirect may be followed: to https, or over http within this machine if the hub is there itself. A hub elsewhere
    /// must not make us ask a service of this machine.
    /// </summary>
    public static bool MayFollow(Uri endpoint, Uri target) => IsSafe(target) && (endpoint.IsLoopback || !target.IsLoopback);

    /// <summary>For messages: a query may hold a signature that grants access.</summary>
    public static string Show(Uri address) => address.GetLeftPart(UriPartial.Path);
}
