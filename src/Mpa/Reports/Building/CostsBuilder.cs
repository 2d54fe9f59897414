using Mpa.Costs;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Reports.Building;

/// <summary>Sums up what a run cost: the training log, the stages, the ledger of a served teacher.</summary>
internal static class CostsBuilder
{
    private const int Points = 240;

    /// <summary>Null when no step was done.</summary>
    public static TrainingSummary? Training(IReadOnlyList<TrainingStep> steps)
    {
        if (steps.Count == 0)
        {
            return null;
        }

        (double first, double last) = TrainingLog.Losses(steps);
        return new TrainingSummary(
            Steps: steps.Count,
            PlannedSteps: steps[^1].Steps,
            FirstLoss: first,
            LastLoss: last,
            Tokens: steps.Sum(step => (long)step.Tokens),
            Seconds: steps.Sum(step => step.Seconds),
            Curve: Curve(steps))
        {
            Rates = Rates(steps),
        };
    }

    private static Dictionary<string, double>? Rates(IReadOnlyList<TrainingStep> steps) => steps[^1].Rates is null
        ? null
        : steps
            .SelectMany(step => step.Rates ?? new Dictionary<string, double>())
            .GroupBy(rate => rate.Key, rate => rate.Value)
            .ToDictionary(part => part.Key, part => part.Max());

    /// <summary>Each complete stage but the report's, over all folders of a run.</summary>
    public static IReadOnlyList<StageCost> Stages(IEnumerable<Manifest> manifests) =>
    [
        .. manifests
            .SelectMany(manifest => manifest.Stages)
            .Where(stage => stage.Key != Stage.Report)
            .GroupBy(stage => stage.Key, stage => stage.Value)
            .OrderBy(stage => stage.Key)
            .Select(Cost),
    ];

    /// <summary>Null for a run without a ledger.</summary>
    public static Spending? Spending(RunRows rows) => rows.Ledger.Count == 0
        ? null
        : new Spending(
            rows.Recipe.Teacher.Server?.Currency ?? "",
            [
                .. rows.Ledger
                    .GroupBy(row => (row.Stage, row.Role))
                    .OrderBy(part => part.Key)
                    .Select(part => Sum(part, rows.Recipe)),
            ],
            [.. rows.Ledger.Select(row => row.Reported).OfType<string>().Distinct().Order(StringComparer.Ordinal)]);

    private static IReadOnlyList<LossPoint> Curve(IReadOnlyList<TrainingStep> steps)
    {
        int bucket = (steps.Count + Points - 1) / Points;
        return
        [
            .. steps.Chunk(bucket).Select(chunk => new LossPoint(chunk[^1].Step, chunk.Average(step => step.Loss))),
        ];
    }

    private static StageCost Cost(IGrouping<Stage, StageEntry> stage) => new(
        Stage: stage.Key,
        Seconds: stage.Sum(entry => entry.Seconds),
        PromptTokens: stage.Sum(entry => entry.PromptTokens),
        ReplyTokens: stage.Sum(entry => entry.ReplyTokens),
        In: stage.Sum(entry => entry.In),
        Out: stage.Sum(entry => entry.Out.Values.Sum()),
        Dropped: stage.Sum(entry => entry.Rejected.Values.Sum() + entry.Failed.Values.Sum()))
    {
        ThoughtTokens = stage.Sum(entry => entry.ThoughtTokens),
    };

    private static StageSpending Sum(IGrouping<(Stage Stage, ModelRole Role), LedgerRow> rows, Recipe recipe) => new(
        rows.Key.Stage,
        rows.LongCount(),
        rows.Sum(row => (long)row.PromptTokens),
        rows.Sum(row => (long)row.ReplyTokens),
        rows.Sum(row => row.Cost))
    {
        Role = rows.Key.Role,
        ThoughtTokens = rows.Sum(row => (long)row.ThoughtTokens),
        Currency = recipe.Advisers.FirstOrDefault(adviser => adviser.Role == rows.Key.Role).Model?.Server?.Currency,
    };
}
