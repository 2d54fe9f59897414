using Microsoft.Extensions.AI;
using Mpa.Remote.Conversations;
using Mpa.Remote.Failures;

namespace Mpa.Remote.Sending;

/// <summary>One chat there and its reply back.</summary>
internal static class Exchange
{
    private const int LongestDetail = 300;

    /// <summary>The reply, or the failure that the client library threw; the key is in neither.</summary>
    public static async ValueTask<ExchangeResult> RunAsync(
        Func<ValueTask<ChatResponse>> send, Func<string, string> redact, ServerSection section)
    {
        try
        {
            return ExchangeResult.Of(Turn.Read(await send()).Redacted(redact));
        }
        catch (Exception error) when (FailureReader.Read(error, section) is not null)
        {
            RequestFailure failure = FailureReader.Read(error, section)!;
            return ExchangeResult.Of(failure with { Detail = Cut(redact(failure.Detail)) });
        }
    }

    private static string Cut(string text)
    {
        if (text.Length <= LongestDetail)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[LongestDetail - 1]) ? LongestDetail - 1 : LongestDetail;
        return text[..end] + "…";
    }
}

/// <summary>What came of sending a chat: exactly one of the two is set.</summary>
internal sealed record ExchangeResult(Turn? Turn, RequestFailure? Failure)
{
    /// <summary>A reply.</summary>
    public static ExchangeResult Of(Turn turn) => new(turn, null);

    /// <summary>None.</summary>
    public static ExchangeResult Of(RequestFailure failure) => new(null, failure);
}
