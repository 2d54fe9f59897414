using Mpa.Reports;
using Mpa.Statistics;

namespace Mpa.Comparisons.Building;

/// <summary>Says which run scores highest, and what it is ahead by.</summary>
internal static class WinnerBuilder
{
    /// <summary>The page's first sentence: the best run against the next best, question by question.</summary>
    public static string Headline(
        IReadOnlyList<RunScores> runs, IReadOnlyList<ComparedRun> compared, HashSet<string> questions)
    {
        (int Index, ComparedRun Item)[] order =
            [.. compared.Index().OrderByDescending(run => run.Item.Score?.Value ?? 0)];
        (int best, ComparedRun winner) = order[0];
        (int next, ComparedRun second) = order[1];
        Difference lead = ContrastBuilder.Paired(runs[next], runs[best], questions);
        string than = order.Length == 2 ? second.Name : $"{second.Name}, the next of {order.Length}";
        string points = $"{Figures.Points(lead)} points {Figures.PointSpan(lead)}";
        return lead.Low > 0
            ? $"{winner.Name} is ahead with {Figures.Percent(winner.Score)}, {points} over {than}."
            : $"No measurable winner: {winner.Name} has {Figures.Percent(winner.Score)}, {points} over {than}.";
    }
}
