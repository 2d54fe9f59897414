using System.ClientModel;
using Mpa.Remote.Http;
using Polly.Timeout;

namespace Mpa.Remote.Failures;

/// <summary>Why a request got no reply.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Cause">Short and countable: "HTTP 500", "no reply in time".</param>
/// <param name="Detail">What the server said.</param>
internal sealed record RequestFailure(FailureKind Kind, string Cause, string Detail)
{
    /// <summary>True where trying again may help.</summary>
    public bool IsPassing => Kind is FailureKind.Busy or FailureKind.Server or FailureKind.Malformed;

    /// <summary>True where the server itself is in trouble.</summary>
    public bool IsOutage => Kind is FailureKind.Server;

    /// <summary>Cause and detail in one line.</summary>
    public string Sentence => Detail.Length == 0 ? Cause : $"{Cause}: {Detail}";
}

/// <summary>What a failure asks for.</summary>
internal enum FailureKind
{
    /// <summary>The server has too much to do: wait, ask less at a time, try again. Not counted as a try.</summary>
    Busy,

    /// <summary>The server had too much to do for longer than the recipe allows.</summary>
    Waited,

    /// <summary>The server failed, or didn't answer: try again.</summary>
    Server,

    /// <summary>The server answered something that is no reply, or broke it off: try again.</summary>
    Malformed,

    /// <summary>The server finds fault with this request: trying again is of no use.</summary>
    Request,

    /// <summary>The server's filter refused to answer.</summary>
    Refusal,

    /// <summary>
    /// As long as nothing was answered, every request will fail so: no such model or address, not allowed. Later it is
    /// this request's.
    /// </summary>
    Setup,

    /// <summary>Every request will fail so: a wrong key, no money left.</summary>
    Everything,
}

/// <summary>Tells failures apart: by status, by the error's code, by what broke.</summary>
internal static class FailureReader
{
    /// <summary>The cause of a request that was given up.</summary>
    public const string Late = "no reply in time";

    private const string MalformedReply = "malformed reply";
    private static readonly string[] FilterCodes = ["content_filter", "content_policy_violation"];
    private static readonly string[] MoneyCodes =
        ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"];

    /// <summary>The failure behind an exception of a request; null for one that is no failure of a request.</summary>
    public static RequestFailure? Read(Exception exception, ServerSection section) => exception switch
    {
        StatusException error => OfStatus(error.Status, error.Body),
        TimeoutRejectedException late => new RequestFailure(
            FailureKind.Server,
            Late,
            $"given up after {late.Timeout.TotalSeconds:0.#} s; {section.Key("timeout")} sets how long"),
        MalformedReplyException malformed =>
            new RequestFailure(FailureKind.Malformed, MalformedReply, malformed.Message),
        BrokenOffException broken =>
            new RequestFailure(FailureKind.Malformed, $"finish_reason {broken.Reason}", broken.Message),
        RedirectedException redirected => new RequestFailure(
            FailureKind.Everything,
            "redirect",
            $"{redirected.Message}; if that is where it should be, give that address as the {section.RoleName}'s url"),
        ClientResultException { InnerException: { } inner } => Read(inner, section),
        ClientResultException other => new RequestFailure(FailureKind.Malformed, MalformedReply, other.Message),
        ServerGivenUpException => null,

        // The client library buffers what came of a reply when it lets go of it, and finds its stream closed where the
        // try had broken off before: this hides what broke it.
        HttpRequestException or IOException or ObjectDisposedException =>
            new RequestFailure(FailureKind.Server, "connection", Innermost(exception).Message),
        _ => null,
    };

    private static RequestFailure OfStatus(int status, string body)
    {
        string? code = ServerMessage.CodeOf(body);
        FailureKind kind = (status, code) switch
        {
            (_, { } known) when FilterCodes.Contains(known) => FailureKind.Refusal,
            (_, { } known) when MoneyCodes.Contains(known) => FailureKind.Everything,
            (401 or 402, _) => FailureKind.Everything,
            (403 or 404 or 405, _) => FailureKind.Setup,
            (429 or 503 or 529, _) => FailureKind.Busy,
            (408 or 409 or 425 or >= 500, _) => FailureKind.Server,
            _ => FailureKind.Request,
        };
        return new RequestFailure(kind, $"HTTP {status}", ServerMessage.Of(body));
    }

    private static Exception Innermost(Exception exception) =>
        exception.InnerException is { } inner ? Innermost(inner) : exception;
}
