using System.Net;
using Mpa.Imaging;

namespace Mpa.Web;

/// <summary>Where a model is served, and what a client may ask for.</summary>
public sealed record ServeOptions
{
    /// <summary>Shortest token that another address than loopback accepts.</summary>
    public const int ShortestToken = 16;

    /// <summary>The address to listen on. Another one than loopback demands a <see cref="Token"/>.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>What clients must send as "Authorization: Bearer …"; null asks for nothing. Never logged.</summary>
    public string? Token { get; init; }

    /// <summary>Replies written side by side; the model's own batch size, for the estimate of a wait.</summary>
    public int Parallel { get; init; } = 64;

    /// <summary>
    /// Requests that may wait for a place beside those being answered; one more is told to come again.
    /// </summary>
    public int Queue { get; init; } = 128;

    /// <summary>A request that takes longer, from its headers to its last byte, is ended.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Tokens of a reply whose request names no limit.</summary>
    public int ReplyTokens { get; init; } = 1024;

    /// <summary>Bytes of a request's body at most.</summary>
    public long MaxBodyBytes { get; init; } = 32L << 20;

    /// <summary>
    /// Bytes of the bodies of all requests being answered or waiting; one more is told to come again.
    /// </summary>
    public long MaxPendingBytes { get; init; } = 256L << 20;

    /// <summary>Images in one chat at most.</summary>
    public int MaxImages { get; init; } = 16;

    /// <summary>Bytes and pixels of one image at most; pixels are read from its header.</summary>
    public ImageLimits ImageLimits { get; init; } = new(16L << 20, 40_000_000);

    /// <summary>Characters of all texts of one chat at most, before they are turned into tokens.</summary>
    public int MaxTextLength { get; init; } = 400_000;

    /// <summary>Checks the options against each other.</summary>
    /// <exception cref="MpaException">A value is out of range, or an address beyond loopback has no token.</exception>
    public void Check()
    {
        string? fault = true switch
        {
            _ when Port is < 0 or > 65535 => $"port {Port}: must be from 0 (any free one) to 65535",
            _ when Parallel < 1 => $"{Parallel} replies side by side: must be 1 or more",
            _ when Queue < 0 => $"a queue of {Queue}: must be 0 (nobody waits) or more",
            _ when Timeout <= TimeSpan.Zero => $"a time-out of {Timeout.TotalSeconds} s: must be above 0",
            _ when Token is null && !IPAddress.IsLoopback(Address) =>
                $"{Address} can be reached from other machines, so clients must show a token: "
                    + $"put one of {ShortestToken} characters or more in the environment variable MPA_SERVE_TOKEN, "
                    + "or serve on 127.0.0.1",
            _ when Token is { Length: < ShortestToken } =>
                $"the token in MPA_SERVE_TOKEN has {Token.Length} characters: it must have {ShortestToken} or more "
                + "(openssl rand -hex 24 makes one)",
            _ => null,
        };
        if (fault is not null)
        {
            throw new MpaException(fault);
        }
    }
}
