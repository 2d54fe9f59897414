using System.Globalization;

namespace Mpa.Runs;

/// <summary>Lines for the person who watches.</summary>
internal static class StageSummary
{
    /// <summary>"812 pairs · 31 unreadable · 57 near-duplicate".</summary>
    public static string Of(IEnumerable<KeyValuePair<string, long>> counts) =>
        string.Join(" · ", counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value:N0} {pair.Key}")));

    /// <summary>What the items of a stage are.</summary>
    public static string Unit(Stage stage) => stage switch
    {
        Stage.Collect => "files",
        Stage.Annotate => "requests",
        Stage.Evaluate => "answers",
        Stage.Report => "reports",
        _ => "pairs",
    };
}
