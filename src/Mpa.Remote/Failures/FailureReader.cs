using System.ClientModel;
using Mpa.Remote.Http;
using Polly.Timeout;

namespace Mpa.Remote.Failures;

/// <summary>Tells failures apart: by status, by the error's code, by what broke.</summary>
internal static class FailureReader
{
    /// <summary>The cause of a request that was given up.</summary>
    public const string Late = "no reply in time";

    private static readonly string[] FilterCodes = ["content_filter", "content_policy_violation"];
    private static readonly string[] MoneyCodes = ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"];

    /// <summary>The failure behind an exception of a request; null for one that is no failure of a request.</summary>
    public static Failure? Read(Exception exception) => exception switch
    {
        ClientResultException { Status: > 0 } error => OfStatus(error.Status, error.GetRawResponse()?.Content.ToString() ?? ""),
        TimeoutRejectedException late => new Failure(FailureKind.Server, Late, $"given up after {late.Timeout.TotalSeconds:0.#} s; teacher.timeout sets how long"),
        MalformedReplyException malformed => new Failure(FailureKind.Malformed, "malformed reply", malformed.Message),
        RedirectedException redirected => new Failure(FailureKind.Everything, "redirect", redirected.Message),
        ClientResultException { InnerException: { } inner } => Read(inner),
        ClientResultException other => new Failure(FailureKind.Malformed, "malformed reply", other.Message),
        ServerGivenUpException => null,

        // The client library buffers what came of a reply when it lets go of it, and finds its stream closed where the try had broken off before: this hides what broke it.
        HttpRequestException or IOException or ObjectDisposedException => new Failure(FailureKind.Server, "connection", Innermost(exception).Message),
        _ => null,
    };

    /// <summary>The failure of a status and a body.</summary>
    public static Failure OfStatus(int status, string body)
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
        return new Failure(kind, $"HTTP {status}", ServerMessage.Of(body));
    }

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
