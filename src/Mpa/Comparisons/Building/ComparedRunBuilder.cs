using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Reports;
using Mpa.Reports.Building;
using Mpa.Runs;
using Mpa.Statistics;

namespace Mpa.Comparisons.Building;

/// <summary>Computes one run's part of a comparison.</summary>
internal static class ComparedRunBuilder
{
    /// <summary>The run beside the first one.</summary>
    public static ComparedRun Build(RunScores first, RunScores run, HashSet<string> questions)
    {
        RunRows rows = run.Rows;
        ScoreSet change = new(Pick(rows.Before, questions), Pick(run.Scores, questions), []);
        IReadOnlyDictionary<string, long>? level = rows.Manifest.Stages.GetValueOrDefault(Stage.Level)?.Out;
        Manifest[] manifests = [.. Folders(run).Select(ManifestStore.Read).OfType<Manifest>()];
        return new ComparedRun(
            Name: run.Name,
            Folder: run.Folder.Root,
            Rule: run.Rule.Name,
            Meaning: run.Rule.Meaning + AdviceBuilder.Meaning(rows.Recipe),
            Changes: RecipeChanges.Between(first.Rows.Recipe, rows.Recipe),
            Selected: level is null ? null : level.GetValueOrDefault("kept") + level.GetValueOrDefault("selected"),
            Replayed: level?.GetValueOrDefault("replayed") ?? 0,
            Steps: Folders(run).Sum(folder => JsonLines.Read<TrainingStep>(folder.Training).Count),
            Before: change.BeforeMean,
            Score: change.AfterMean,
            Gain: change.Change,
            AgainstFirst: Against(first, run, questions),
            HolmP: null,
            Forgetting: change.Changes,
            SecondTest: Second(run),
            Table2x2: ParityTable.Of(rows.Pairs.Verdicts),
            Funnel: FunnelBuilder.Build(rows.Pairs, rows.Recipe),
            Slices: Slices(first, run, questions),
            Stages: CostsBuilder.Stages(manifests),
            Reused: manifests.SelectMany(manifest => manifest.Stages.Values).Sum(stage => stage.Reused),
            Rounds: run.Rounds)
        {
            Negatives = level?.GetValueOrDefault("negatives") ?? 0,
        };
    }

    private static Score[] Pick(IReadOnlyDictionary<string, Score> scores, HashSet<string> questions) =>
        [.. scores.Values.Where(score => questions.Contains(score.QuestionId))];

    // A run of several rounds cost what all its folders did.
    private static IReadOnlyList<RunFolder> Folders(RunScores run) =>
        [run.Folder, .. run.Rounds.Skip(1).Select(round => run.Folder.Round(round.Round))];

    private static Difference? Against(RunScores first, RunScores run, HashSet<string> questions) =>
        run == first ? null : ContrastBuilder.Paired(first, run, questions);

    private static SecondTest? Second(RunScores run)
    {
        IReadOnlyList<Score> before = JsonLines.Read<Score>(run.Folder.Scores(Examinee.ForgettingBefore));
        IReadOnlyList<Score> after =
            run.Best is null ? before : JsonLines.Read<Score>(run.Best.Scores(Examinee.ForgettingAfter));
        ScoreSet scores = new(before, after, []);
        return scores.Change is { } change
            ? new SecondTest(scores.BeforeMean!, scores.AfterMean!, change, scores.Changes!)
            : null;
    }

    private static IReadOnlyList<ComparedSlice> Slices(RunScores first, RunScores run, HashSet<string> questions) =>
    [
        .. By("chart kind", question => question.Slice, first, run, questions),
        .. By("question kind", question => question.Kind, first, run, questions),
    ];

    private static IEnumerable<ComparedSlice> By(
        string by, Func<TestQuestion, string?> part, RunScores first, RunScores run, HashSet<string> questions) =>
        first.Rows.Questions.Values
            .Where(question => part(question) is not null && questions.Contains(question.Id))
            .GroupBy(question => part(question)!, question => question.Id)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Slice(by, group.Key, [.. group], first, run));

    private static ComparedSlice Slice(
        string by, string name, HashSet<string> questions, RunScores first, RunScores run) =>
        new(by, name, ComparisonBuilder.Mean(run.Scores, questions), Against(first, run, questions));
}
