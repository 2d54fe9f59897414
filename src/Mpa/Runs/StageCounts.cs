using System.Globalization;
using Mpa.Asking;

namespace Mpa.Runs;

/// <summary>What became of the items of a stage. Refuses to stand when the sums don't agree.</summary>
internal sealed record StageCounts
{
    public required long In { get; init; }

    public required IReadOnlyDictionary<string, long> Out { get; init; }

    public IReadOnlyDictionary<string, long> Rejected { get; init; } = new Dictionary<string, long>();

    public IReadOnlyDictionary<string, long> Failed { get; init; } = new Dictionary<string, long>();

    /// <summary>What models took; null for a stage that is timed by the clock.</summary>
    public AskedCost? Cost { get; init; }

    /// <summary>The outcome in one line; null lists the counts.</summary>
    public string? Summary { get; init; }

    /// <summary>Conservation of samples: a violation is a bug of this program, never the user's fault.</summary>
    public StageEntry Complete(
        Stage stage, double elapsed, DateTimeOffset finished, string key, IReadOnlyDictionary<string, string> files)
    {
        long sum = Out.Values.Sum() + Rejected.Values.Sum() + Failed.Values.Sum();
        return sum != In
            ? throw new InvalidOperationException($"{stage}: {In} items came in, but {sum} are accounted for: {Tell()}")
            : new StageEntry(
                In: In,
                Out: Out,
                Rejected: Rejected,
                Failed: Failed,
                PromptTokens: Cost?.PromptTokens ?? 0,
                ReplyTokens: Cost?.ReplyTokens ?? 0,
                Seconds: Cost?.Seconds ?? elapsed,
                Finished: finished,
                Key: key,
                Files: files,
                Summary: (Summary ?? Tell()) + Thought + Taken,
                Reused: Cost?.Reused ?? 0)
            {
                ThoughtTokens = Cost?.ThoughtTokens ?? 0,
            };
    }

    /// <summary>How often each name stands in a list, in ordinal order of the names.</summary>
    public static IReadOnlyDictionary<string, long> CountBy(IEnumerable<string> names) =>
        new SortedDictionary<string, long>(
        names.CountBy(name => name).ToDictionary(pair => pair.Key, pair => (long)pair.Value), StringComparer.Ordinal);

    /// <summary>"812 pairs · 31 unreadable · 57 near-duplicate".</summary>
    public static string Tell(IEnumerable<KeyValuePair<string, long>> counts) => string.Join(
        " · ", counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value:N0} {pair.Key}")));

    private string Thought => Cost is { ThoughtTokens: > 0 and long tokens }
        ? string.Create(CultureInfo.InvariantCulture, $" · {tokens:N0} tokens of thoughts")
        : "";

    private string Taken => Cost is { Reused: > 0 and long rows }
        ? string.Create(CultureInfo.InvariantCulture, $" · {rows:N0} rows of other runs")
        : "";

    private string Tell() => Tell([.. Out, .. Rejected, .. Failed]);
}
