using Microsoft.Extensions.AI;
using Mpa.Remote.Failures;
using Mpa.Remote.Replies;

namespace Mpa.Remote.Endpoints;

/// <summary>One chat there and its reply back.</summary>
internal static class Exchange
{
    private const int LongestDetail = 300;

    /// <summary>The reply, or the failure that the client library threw; the key is in neither.</summary>
    public static async ValueTask<Sent> RunAsync(Func<ValueTask<ChatResponse>> send, Func<string, string> redact)
    {
        try
        {
            return Sent.Of(TurnReader.Read(await send()).Redacted(redact));
        }
        catch (Exception error) when (FailureReader.Read(error) is not null)
        {
            Failure failure = FailureReader.Read(error)!;
            return Sent.Of(failure with { Detail = Cut(redact(failure.Detail)) });
        }
    }

    private static string Cut(string text) => text.Length <= LongestDetail ? text : text[..LongestDetail] + "…";
}
