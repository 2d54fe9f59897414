using Mpa.Leveling;
using Mpa.Reports;
using Mpa.Statistics;

namespace Mpa.Comparisons.Building;

/// <summary>Says what PI is worth, from runs that differ in the selection rule (with or without replay) and in nothing else.</summary>
internal static class ContrastBuilder
{
    private static readonly string[] InOrder = [SelectionRules.Everything, SelectionRules.Random, "teacher-consistent", "student-wrong", SelectionRules.Human, SelectionRules.Nothing];

    /// <summary>The method's rule against each other rule, the one without PI first.</summary>
    public static IReadOnlyList<Contrast> Build(IReadOnlyList<RunScores> runs, IReadOnlyList<ComparedRun> compared, HashSet<string> questions) =>
    [
        .. runs.Index()
            .Where(one => one.Item.Rule.Name == SelectionRules.Parity)
            .SelectMany(one => runs.Index()
                .Where(other => RecipeChanges.InRuleAlone(one.Item.Rows.Recipe, other.Item.Rows.Recipe))
                .Select(other => Of(one.Item, compared[one.Index], other.Item, compared[other.Index], questions)))
            .OrderBy(contrast => Array.IndexOf(InOrder, contrast.Rule)),
    ];

    /// <summary>The page's first sentence.</summary>
    public static string Headline(IReadOnlyList<Contrast> contrasts) =>
        contrasts.FirstOrDefault(contrast => contrast.Rule == SelectionRules.Everything)?.Sentence
        ?? "No two of these runs differ in PI alone (one with level.select parity, one with all, everything else equal), so they don't tell what PI is worth.";

    private static Contrast Of(RunScores one, ComparedRun parity, RunScores other, ComparedRun baseline, HashSet<string> questions)
    {
        Difference difference = Paired(other, one, questions);
        string sentence = $"{Verdict(baseline.Rule, difference)}: trained on the {Figures.Count(parity.Selected ?? 0)} pairs that PI keeps{Replayed(parity)}, the student reaches "
            + $"{Figures.Percent(parity.Score!)}; {Against(baseline)}, {Figures.Percent(baseline.Score!)}{Budget(parity, baseline)}.";
        return new Contrast(parity.Name, baseline.Name, baseline.Rule, difference, sentence);
    }

    /// <summary>The second run's score − the first's, question by question, clustered by image.</summary>
    public static Difference Paired(RunScores first, RunScores second, HashSet<string> questions) =>
        Bootstrap.Paired([.. questions.Select(id => new Observation(first.Scores[id].ImageId, second.Scores[id].Value - first.Scores[id].Value))]);

    private static string Verdict(string rule, Difference difference)
    {
        string what = rule switch { SelectionRules.Everything => "PI", SelectionRules.Nothing => "Leveling", _ => "The parity rule" };
        Difference cost = difference with { Value = -difference.Value, Low = -difference.High, High = -difference.Low };
        return difference switch
        {
            { Low: > 0 } => $"{what} is worth {Points(difference)} here",
            { High: < 0 } => $"{what} costs {Points(cost)} here",
            _ => $"{what} makes no measurable difference here ({Figures.Points(difference)} points {Figures.PointSpan(difference)})",
        };
    }

    private static string Points(Difference difference) => $"{Figures.Points(difference).TrimStart('+')} points {Figures.PointSpan(difference)}";

    private static string Against(ComparedRun other) => other.Rule == SelectionRules.Nothing
        ? "as it is"
        : $"on {Figures.Count(other.Selected ?? 0)} {Name(other.Rule)}{Replayed(other)}";

    private static string Replayed(ComparedRun run) => run.Replayed == 0 ? "" : $" and {Figures.Count(run.Replayed)} replayed";

    private static string Name(string rule) => rule switch
    {
        SelectionRules.Everything => "pairs without PI",
        SelectionRules.Random => "pairs drawn at random",
        SelectionRules.Human => "labels of the same images",
        "teacher-consistent" => "pairs that the teacher repeats",
        _ => "pairs that the student misses",
    };

    private static string Budget(ComparedRun one, ComparedRun other) => (one.Steps, other.Steps) switch
    {
        ( > 0, > 0) when one.Steps == other.Steps => $" (each in {Figures.Count(one.Steps)} steps)",
        ( > 0, > 0) => $" ({Figures.Count(one.Steps)} and {Figures.Count(other.Steps)} steps)",
        _ => "",
    };
}
