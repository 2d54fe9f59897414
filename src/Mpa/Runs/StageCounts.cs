using System.Globalization;

namespace Mpa.Runs;

/// <summary>What became of the items of a stage. Refuses to stand when the sums don't agree.</summary>
internal sealed record StageCounts
{
    public required long In { get; init; }

    public required IReadOnlyDictionary<string, long> Out { get; init; }

    public IReadOnlyDictionary<string, long> Rejected { get; init; } = new Dictionary<string, long>();

    public IReadOnlyDictionary<string, long> Failed { get; init; } = new Dictionary<string, long>();

    public long PromptTokens { get; init; }

    public long ReplyTokens { get; init; }

    /// <summary>Time of the models over all sessions, summed over the rows; null for a stage that is timed by the clock.</summary>
    public double? ModelSeconds { get; init; }

    /// <summary>Rows taken from other runs; their tokens and time are not counted here.</summary>
    public long Reused { get; init; }

    /// <summary>The outcome in one line; null lists the counts.</summary>
    public string? Summary { get; init; }

    /// <summary>Conservation of samples: a violation is a bug of this program, never the user's fault.</summary>
    public StageEntry Complete(Stage stage, double elapsed, DateTimeOffset finished, string key, IReadOnlyDictionary<string, string> files)
    {
        long sum = Out.Values.Sum() + Rejected.Values.Sum() + Failed.Values.Sum();
        if (sum != In)
        {
            throw new InvalidOperationException(
                $"{stage}: {In} items came in, but {sum} are accounted for: {Tell()}");
        }

        return new StageEntry(In, Out, Rejected, Failed, PromptTokens, ReplyTokens, ModelSeconds ?? elapsed, finished, key, files, (Summary ?? Tell()) + Taken, Reused);
    }

    /// <summary>How often each name stands in a list, in ordinal order of the names.</summary>
    public static IReadOnlyDictionary<string, long> CountBy(IEnumerable<string> names) =>
        new SortedDictionary<string, long>(names.CountBy(name => name).ToDictionary(pair => pair.Key, pair => (long)pair.Value), StringComparer.Ordinal);

    private string Taken => Reused == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" · {Reused:N0} rows of other runs");

    private string Tell() => StageSummary.Of([.. Out, .. Rejected, .. Failed]);
}
