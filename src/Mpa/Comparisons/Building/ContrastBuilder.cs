using System.Text.Json;
using System.Text.Json.Nodes;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Recipes;
using Mpa.Reports;
using Mpa.Statistics;

namespace Mpa.Comparisons.Building;

/// <summary>
/// Says what PI is worth, from runs that differ in the selection rule (with or without replay) and in nothing else.
/// </summary>
internal static class ContrastBuilder
{
    private static readonly string[] InOrder =
    [
        SelectionRules.Everything, SelectionRules.Random, "teacher-consistent", "student-wrong", SelectionRules.Human,
        SelectionRules.Nothing,
    ];

    /// <summary>The method's rule against each other rule, the one without PI first.</summary>
    public static IReadOnlyList<Contrast> Build(
        IReadOnlyList<RunScores> runs, IReadOnlyList<ComparedRun> compared, HashSet<string> questions) =>
    [
        .. runs.Index()
            .Where(one => one.Item.Rule.Name == SelectionRules.Parity)
            .SelectMany(one => runs.Index()
                .Where(other => RecipeChanges.InRuleAlone(one.Item.Rows.Recipe, other.Item.Rows.Recipe))
                .Select(other => Of(one.Item, compared[one.Index], other.Item, compared[other.Index], questions)))
            .OrderBy(contrast => Array.IndexOf(InOrder, contrast.Rule)),
    ];

    /// <summary>What PI is worth, or why these runs don't tell.</summary>
    public static string Worth(IReadOnlyList<Contrast> contrasts) =>
        contrasts.FirstOrDefault(contrast => contrast.Rule == SelectionRules.Everything)?.Sentence
        ?? "No two of these runs differ in PI alone "
            + "(one with level.select parity, one with all, everything else equal), "
            + "so they don't tell what PI is worth.";

    private static Contrast Of(
        RunScores one, ComparedRun parity, RunScores other, ComparedRun baseline, HashSet<string> questions)
    {
        Difference difference = Paired(other, one, questions);
        string sentence = $"{Worth(Part(baseline.Rule), difference)}: "
            + $"trained on the {Figures.Count(parity.Selected ?? 0)} pairs that PI keeps{Replayed(parity)}, "
            + $"the student reaches {Figures.Percent(parity.Score)}; "
            + $"{Against(baseline)}, {Figures.Percent(baseline.Score)}{Budget(parity, baseline)}.";
        return new Contrast(parity.Name, baseline.Name, baseline.Rule, difference, sentence);
    }

    /// <summary>The second run's score − the first's, question by question, clustered by image.</summary>
    public static Difference Paired(RunScores first, RunScores second, HashSet<string> questions) =>
        Bootstrap.Paired([.. questions.Select(id => Change(first.Scores[id], second.Scores[id]))]);

    private static Observation Change(Score first, Score second) => new(first.ImageId, second.Value - first.Value);

    private static string Part(string rule) => rule switch
    {
        SelectionRules.Everything => "PI",
        SelectionRules.Nothing => "Leveling",
        _ => "The parity rule",
    };

    /// <summary>"PI is worth 3.0 points [1.0, 5.0] here", or what else a difference says.</summary>
    /// <param name="what">The part of the method that one run has and the other has not.</param>
    /// <param name="difference">The run with it − the one without.</param>
    public static string Worth(string what, Difference difference)
    {
        Difference cost = difference with { Value = -difference.Value, Low = -difference.High, High = -difference.Low };
        return difference switch
        {
            { Low: > 0 } => $"{what} is worth {Points(difference)} here",
            { High: < 0 } => $"{what} costs {Points(cost)} here",
            _ => $"{what} makes no measurable difference here ({Signed(difference)})",
        };
    }

    private static string Signed(Difference difference) =>
        $"{Figures.Points(difference)} points {Figures.PointSpan(difference)}";

    private static string Points(Difference difference) => Signed(difference).TrimStart('+');

    private static string Against(ComparedRun other) => other.Rule == SelectionRules.Nothing
        ? "as it is"
        : $"on {Figures.Count(other.Selected ?? 0)} {Name(other.Rule)}{Replayed(other)}";

    private static string Replayed(ComparedRun run) =>
        run.Replayed == 0 ? "" : $" and {Figures.Count(run.Replayed)} replayed";

    private static string Name(string rule) => rule switch
    {
        SelectionRules.Everything => "pairs without PI",
        SelectionRules.Random => "pairs drawn at random",
        SelectionRules.Human => "labels of the same images",
        "teacher-consistent" => "pairs that the teacher repeats",
        _ => "pairs that the student misses",
    };

    /// <summary>" (each in 400 steps)".</summary>
    public static string Budget(ComparedRun one, ComparedRun other) => (one.Steps, other.Steps) switch
    {
        ( > 0, > 0) when one.Steps == other.Steps => $" (each in {Figures.Count(one.Steps)} steps)",
        ( > 0, > 0) => $" ({Figures.Count(one.Steps)} and {Figures.Count(other.Steps)} steps)",
        _ => "",
    };
}

/// <summary>In what two recipes differ.</summary>
internal static class RecipeChanges
{
    // Where a run writes, whose rows it takes and how many requests it makes at a time doesn't change what comes of it.
    private static readonly string[] Unimportant =
        ["output", "reuse", "annotate.batchSize", "identify.batchSize", "evaluate.batchSize"];

    /// <summary>"level.select: all" for each key that differs, in the order of the recipe.</summary>
    public static IReadOnlyList<string> Between(Recipe first, Recipe other)
    {
        Dictionary<string, string> before = Flatten(first);
        Dictionary<string, string> after = Flatten(other);
        return
        [
            .. after
                .Where(pair => before.GetValueOrDefault(pair.Key) != pair.Value)
                .Select(pair => $"{pair.Key}: {pair.Value}"),
            .. before.Keys.Where(key => !after.ContainsKey(key)).Select(key => $"{key}: none"),
        ];
    }

    /// <summary>
    /// True when two recipes differ in the selection rule, with or without replay, and in nothing else.
    /// </summary>
    public static bool InRuleAlone(Recipe first, Recipe other)
    {
        LevelOptions own = first.Level;
        LevelOptions same = other.Level with { Select = own.Select, Labels = own.Labels, Replay = own.Replay };
        return own.Select != other.Level.Select && Between(first, other with { Level = same }).Count == 0;
    }

    private static Dictionary<string, string> Flatten(Recipe recipe)
    {
        Dictionary<string, string> values = [];
        Flatten(JsonSerializer.SerializeToNode(recipe, MpaJson.Line)!, "", values);
        return values;
    }

    private static void Flatten(JsonNode node, string path, Dictionary<string, string> values)
    {
        foreach ((string key, JsonNode? value) in node.AsObject())
        {
            string full = path + key;
            if (value is JsonObject)
            {
                Flatten(value, full + ".", values);
            }
            else if (value is not null && !Unimportant.Contains(full))
            {
                values.Add(full, value.ToString());
            }
        }
    }
}
