using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Mpa.Remote.RateLimits;

/// <summary>
/// What a response says about limits: OpenAI's x-ratelimit-remaining-requests, -tokens and x-ratelimit-reset-…; the
/// IETF draft's RateLimit-Remaining and RateLimit-Reset; Retry-After in seconds or as a date (RFC 9110, 10.2.3), and
/// retry-after-ms.
/// </summary>
internal static partial class RateHeaders
{
    /// <summary>How long the server wants to be left alone; null when it doesn't say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (Value(headers, "retry-after-ms") is { } text
            && double.TryParse(text, CultureInfo.InvariantCulture, out double milliseconds))
        {
            return Positive(milliseconds / 1000);
        }

        RetryConditionHeaderValue? header = headers.RetryAfter;
        return header?.Delta ?? (header?.Date is { } date ? Positive((date - now).TotalSeconds) : null);
    }

    /// <summary>
    /// How long until a request may be sent, when what remains is less than it takes; zero when it may be sent at once.
    /// </summary>
    /// <param name="headers">Of the last response.</param>
    /// <param name="tokens">That a request takes.</param>
    public static TimeSpan UntilNext(HttpResponseHeaders headers, int tokens)
    {
        TimeSpan requests = Until(headers, "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", 1);
        TimeSpan words = Until(headers, "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens", tokens);
        TimeSpan draft = Until(headers, "ratelimit-remaining", "ratelimit-reset", 1);
        return new[] { requests, words, draft }.Max();
    }

    /// <summary>"1s", "6m0s", "20ms", "1h2m3.5s", or a number of seconds.</summary>
    public static TimeSpan? Duration(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            return Positive(seconds);
        }

        Match parts = GoDuration().Match(text);
        if (!parts.Success || text.Length == 0)
        {
            return null;
        }

        double minutes = (60 * Part(parts, "h")) + Part(parts, "m");
        return Positive((60 * minutes) + Part(parts, "s") + (Part(parts, "ms") / 1000));
    }

    private static TimeSpan Until(HttpResponseHeaders headers, string remaining, string reset, int needed) =>
        Value(headers, remaining) is { } left
        && long.TryParse(left, CultureInfo.InvariantCulture, out long count)
        && count < needed
        && Value(headers, reset) is { } text
        && Duration(text) is { } wait
            ? wait
            : TimeSpan.Zero;

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;

    private static double Part(Match match, string name) =>
        match.Groups[name].Success ? double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;

    /// <summary>
    /// A date in the past and a negative number mean now; a number beyond all dates means a long time.
    /// </summary>
    private static TimeSpan? Positive(double seconds) => double.IsNaN(seconds)
        ? null
        : TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.FromDays(365).TotalSeconds));

    [GeneratedRegex(@"^((?<h>\d+(\.\d+)?)h)?((?<m>\d+(\.\d+)?)m(?!s))?((?<s>\d+(\.\d+)?)s)?((?<ms>\d+(\.\d+)?)ms)?$")]
    private static partial Regex GoDuration();
}
