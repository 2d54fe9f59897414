using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Reports;
using Mpa.Reports.Building;
using Mpa.Runs;

namespace Mpa.Comparisons.Building;

/// <summary>Computes one run's part of a comparison.</summary>
internal static class RunBuilder
{
    /// <summary>The run beside the first one.</summary>
    public static ComparedRun Build(RunScores first, RunScores run, HashSet<string> questions)
    {
        RunRows rows = run.Rows;
        ScoreSet change = new(Pick(rows.Before, questions), Pick(run.Scores, questions), []);
        IReadOnlyDictionary<string, long>? level = rows.Manifest.Stages.GetValueOrDefault(Stage.Level)?.Out;
        IReadOnlyList<Manifest> manifests = [.. Folders(run).Select(ManifestStore.Read).OfType<Manifest>()];
        return new ComparedRun(
            run.Name,
            run.Folder.Root,
            run.Rule.Name,
            run.Rule.Meaning,
            RecipeChanges.Between(first.Rows.Recipe, rows.Recipe),
            level is null ? null : level.GetValueOrDefault("kept") + level.GetValueOrDefault("selected"),
            level?.GetValueOrDefault("replayed") ?? 0,
            Folders(run).Sum(folder => JsonLines.Read<TrainingStep>(folder.Training).Count),
            change.BeforeMean,
            change.AfterMean,
            change.Change,
            run == first ? null : ContrastBuilder.Paired(first, run, questions),
            null,
            change.Changes,
            Second(run),
            rows.Parity.Count > 0 ? ParityTable.Of(rows.Parity) : null,
            FunnelBuilder.Build(rows),
            Slices(first, run, questions),
            [.. manifests.SelectMany(manifest => manifest.Stages).Where(stage => stage.Key != Stage.Report).GroupBy(stage => stage.Key, stage => stage.Value).OrderBy(stage => stage.Key).Select(Cost)],
            manifests.SelectMany(manifest => manifest.Stages.Values).Sum(stage => stage.Reused),
            run.Rounds);
    }

    private static Score[] Pick(IReadOnlyDictionary<string, Score> scores, HashSet<string> questions) =>
        [.. scores.Values.Where(score => questions.Contains(score.QuestionId))];

    /// <summary>A run of several rounds cost what all its folders did.</summary>
    private static IReadOnlyList<RunFolder> Folders(RunScores run) => [run.Folder, .. run.Rounds.Skip(1).Select(round => run.Folder.Round(round.Round))];

    private static StageCost Cost(IGrouping<Stage, StageEntry> stage) => new(
        stage.Key,
        stage.Sum(entry => entry.Seconds),
        stage.Sum(entry => entry.PromptTokens),
        stage.Sum(entry => entry.ReplyTokens),
        stage.Sum(entry => entry.In),
        stage.Sum(entry => entry.Out.Values.Sum()),
        stage.Sum(entry => entry.Rejected.Values.Sum() + entry.Failed.Values.Sum()));

    private static SecondTest? Second(RunScores run)
    {
        IReadOnlyList<Score> before = JsonLines.Read<Score>(run.Folder.Scores(Examinee.ForgettingBefore));
        IReadOnlyList<Score> after = run.Best is null ? before : JsonLines.Read<Score>(run.Best.Scores(Examinee.ForgettingAfter));
        ScoreSet scores = new(before, after, []);
        return scores.Change is { } change ? new SecondTest(scores.BeforeMean!, scores.AfterMean!, change, scores.Changes!) : null;
    }

    private static IReadOnlyList<ComparedSlice> Slices(RunScores first, RunScores run, HashSet<string> questions) =>
    [
        .. By("chart kind", question => question.Slice, first, run, questions),
        .. By("question kind", question => question.Kind, first, run, questions),
    ];

    private static IEnumerable<ComparedSlice> By(
        string by, Func<TestQuestion, string?> part, RunScores first, RunScores run, HashSet<string> questions) => first.Rows.Questions.Values
        .Where(question => part(question) is not null && questions.Contains(question.Id))
        .GroupBy(question => part(question)!, question => question.Id)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => new ComparedSlice(
            by, group.Key, ComparisonBuilder.Mean(run.Scores, [.. group]), run == first ? null : ContrastBuilder.Paired(first, run, [.. group])));
}
