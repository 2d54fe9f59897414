using System.Security.Cryptography;
using System.Text.Json;
using Mpa.Models;

namespace Mpa.Web.Requests;

/// <summary>
/// Reads how a reply is drawn. Defaults are the protocol's (temperature 1, no fixed seed); top_k, repetition_penalty
/// and min_tokens are additions that vLLM has too.
/// </summary>
internal static class SamplingReader
{
    private const double HighestTemperature = 100;
    private const double LeastTopP = 0.0001;
    private const int MostStops = 16;
    private const int MostAlternatives = 20;

    /// <summary>The members that are read.</summary>
    public static IReadOnlyList<string> Members { get; } =
    [
        "max_tokens",
        "max_completion_tokens",
        "temperature",
        "top_p",
        "top_k",
        "repetition_penalty",
        "min_tokens",
        "seed",
        "stop",
        "logprobs",
        "top_logprobs",
    ];

    /// <summary>The options, and how many alternatives to tell a token (null: no scores).</summary>
    /// <param name="root">The request.</param>
    /// <param name="replyTokens">The limit of a request that names none.</param>
    public static (SamplingOptions Sampling, int? TopLogProbabilities) Read(JsonField root, int replyTokens)
    {
        SamplingOptions sampling = new(
            MaxNewTokens: MaxTokens(root["max_tokens"], root["max_completion_tokens"]) ?? replyTokens,
            Temperature: Number(
                root["temperature"], 0, HighestTemperature, 1, $"a number from 0 (greedy) to {HighestTemperature}"),
            TopP: Number(root["top_p"], LeastTopP, 1, 1, "a number from 0.0001 to 1 (off)"),
            TopK: (int)Whole(root["top_k"], 0, int.MaxValue, 0),
            RepetitionPenalty: Penalty(root["repetition_penalty"]),
            Seed: Seed(root["seed"]),
            MinNewTokens: (int)Whole(root["min_tokens"], 0, int.MaxValue, 0),
            Stop: Stop(root["stop"]));
        return (sampling, TopLogProbabilities(root["logprobs"], root["top_logprobs"]));
    }

    private static int? MaxTokens(JsonField old, JsonField current)
    {
        int? first = old.IsMissing ? null : (int)old.Whole(1, int.MaxValue);
        int? second = current.IsMissing ? null : (int)current.Whole(1, int.MaxValue);
        return first is null || second is null || first == second
            ? second ?? first
            : throw ApiException.Invalid(
                current.Path, $"max_tokens is {first} but max_completion_tokens {second}: send one of them.");
    }

    private static double Number(JsonField field, double low, double high, double fallback, string expected) =>
        field.IsMissing ? fallback : field.Number(low, high, expected);

    private static long Whole(JsonField field, long low, long high, long fallback) =>
        field.IsMissing ? fallback : field.Whole(low, high);

    private static double? Penalty(JsonField field)
    {
        (double least, double most) = SamplingOptions.PenaltyRange;
        return field.IsMissing
            ? null
            : field.Number(least, most, FormattableString.Invariant($"a number from {least} to {most} (1 is off)"));
    }

    // Without a seed each reply is drawn anew, as the protocol has it. A negative seed is one of the upper half.
    private static ulong Seed(JsonField field) => field.IsMissing
        ? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)))
        : unchecked((ulong)field.Whole(long.MinValue, long.MaxValue));

    private static IReadOnlyList<string>? Stop(JsonField field)
    {
        if (field.IsMissing)
        {
            return null;
        }

        JsonField[] stops = field.Value.ValueKind == JsonValueKind.String ? [field] : [.. field.Items()];
        return stops.Length <= MostStops
            ?
            [
                .. stops.Select(stop =>
                    stop.Text().Length > 0 ? stop.Text() : throw stop.Wrong("a text of one character or more")),
            ]
            : throw ApiException.Invalid(field.Path, $"stop has {stops.Length} texts; {MostStops} at most.");
    }

    private static int? TopLogProbabilities(JsonField wanted, JsonField count)
    {
        bool scores = !wanted.IsMissing && wanted.Flag();
        if (count.IsMissing)
        {
            return scores ? 0 : null;
        }

        int alternatives = (int)count.Whole(0, MostAlternatives);
        return scores
            ? alternatives
            : throw ApiException.Invalid(count.Path, "top_logprobs needs \"logprobs\": true beside it.");
    }
}
