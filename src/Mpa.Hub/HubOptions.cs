using Mpa.Hub.Download;

namespace Mpa.Hub;

/// <summary>Which hub, and how hard it is asked.</summary>
/// <param name="Endpoint">Its address, without a trailing slash.</param>
/// <param name="Token">Sent to this address only; null for none.</param>
public sealed record HubOptions(Uri Endpoint, string? Token = null)
{
    private const string PublicHub = "https://huggingface.co";

    /// <summary>Files under way at a time.</summary>
    public int ParallelFiles { get; init; } = 4;

    /// <summary>
    /// Further tries of a request that failed in a way that may pass, 1 or more; progress of 1 MiB begins the count
    /// anew.
    /// </summary>
    public int Retries { get; init; } = 5;

    /// <summary>A connection that gives nothing for this long counts as broken.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait that a server may ask for (Retry-After); what asks for more ends the pull.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock of waits and of <see cref="PullRecord.PulledAt"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Bytes free on the disk of an existing folder.</summary>
    public Func<string, long> FreeBytes { get; init; } = DiskSpace.FreeBytes;

    /// <summary>As HF_ENDPOINT and HF_TOKEN say, the variables of the hub's own client.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="MpaException">A value can't be used.</exception>
    public static HubOptions FromEnvironment(Func<string, string?> variable)
    {
        string address = Given(variable("HF_ENDPOINT"))?.TrimEnd('/') ?? PublicHub;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? endpoint)
            || !HubAddress.IsSafe(endpoint)
            || endpoint.Query != ""
            || endpoint.UserInfo != "")
        {
            throw new MpaException(
                "HF_ENDPOINT must be an https address without user or query (http to this machine only), such as "
                    + $"{PublicHub}");
        }

        string? token = Given(variable("HF_TOKEN"));
        return token is null || token.All(c => c is > ' ' and <= '~')
            ? new HubOptions(endpoint, token)
            : throw new MpaException(
                "HF_TOKEN holds a character that no token has, such as a space or line break: copy it again");
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}

/// <summary>Which addresses are talked to, and with whom the token is shared.</summary>
internal static class HubAddress
{
    /// <summary>https, or http to this machine.</summary>
    public static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <summary>Same scheme, host and port.</summary>
    public static bool SameOrigin(Uri one, Uri other) =>
        Uri.Compare(
            one,
            other,
            UriComponents.SchemeAndServer,
            UriFormat.Unescaped,
            StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>
    /// Whether a hub's redirect may be followed: to https, or over http within this machine if the hub is there itself.
    /// A hub elsewhere must not make us ask a service of this machine.
    /// </summary>
    public static bool MayFollow(Uri endpoint, Uri target) =>
        IsSafe(target) && (endpoint.IsLoopback || !target.IsLoopback);

    /// <summary>For messages: a query may hold a signature that grants access.</summary>
    public static string Show(Uri address) => address.GetLeftPart(UriPartial.Path);
}
