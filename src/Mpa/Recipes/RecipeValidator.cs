using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Evaluation.Metrics;
using Mpa.Leveling;
using Mpa.Rounds;
using Mpa.Tasks;

namespace Mpa.Recipes;

/// <summary>Checks a recipe once, at the door.</summary>
internal static class RecipeValidator
{
    /// <exception cref="MpaException">Names every value that is wrong.</exception>
    public static void Check(Recipe recipe)
    {
        VqaTask task = VqaTask.Named(recipe.Task);
        AnswerMetrics.Named(recipe.Identify.Matcher ?? task.Matcher);
        AnswerMetrics.Named(recipe.Evaluate?.Metric ?? task.Metric);
        _ = recipe.Evaluate?.Also.Select(AnswerMetrics.Named).ToArray();
        SelectionRule rule = SelectionRules.Named(recipe.Level.Select);
        string[] problems =
        [
            .. Broken((recipe.FeatureGiB >= 0, $"featureGiB is {recipe.FeatureGiB}, but must be 0 or more")),
            .. Annotate(recipe.Annotate), .. Identify(recipe), .. Level(recipe.Level), .. Select(recipe, rule), .. Rounds(recipe.Rounds),
            .. Evaluate(recipe.Evaluate), .. Judge(recipe), .. Server("teacher", recipe.Teacher), .. Server("judge.model", recipe.Judge?.Model),
        ];
        if (problems.Length > 0)
        {
            throw new MpaException("The recipe can't run: " + string.Join("; ", problems) + ".");
        }
    }

    private static IEnumerable<string> Annotate(AnnotateOptions options) =>
        Broken(
            (options.PerImage >= 1, $"annotate.perImage is {options.PerImage}, but must be 1 or more"),
            (options.BatchSize >= 1, $"annotate.batchSize is {options.BatchSize}, but must be 1 or more"),
            (options.MaxNewTokens >= 1, $"annotate.maxNewTokens is {options.MaxNewTokens}, but must be 1 or more"),
            (options.Temperature >= 0, $"annotate.temperature is {options.Temperature}, but must be 0 or more"),
            (options.TopP is > 0 and <= 1, $"annotate.topP is {options.TopP}, but must be above 0 and at most 1"),
            (options.TargetKept >= 0, $"annotate.targetKept is {options.TargetKept}, but must be 0 or more"),
            (options.DuplicateOverlap > 0, $"annotate.duplicateOverlap is {options.DuplicateOverlap}, but must be above 0"),
            (options.PerImage == 1 || options.Temperature > 0, "annotate.perImage above 1 needs a temperature above 0, else every pair is the same"));

    private static IEnumerable<string> Identify(Recipe recipe) =>
        Broken(
            (recipe.Identify.BatchSize >= 1, $"identify.batchSize is {recipe.Identify.BatchSize}, but must be 1 or more"),
            (recipe.Identify.MaxNewTokens >= 1, $"identify.maxNewTokens is {recipe.Identify.MaxNewTokens}, but must be 1 or more"),
            (recipe.Identify.Samples >= 1, $"identify.samples is {recipe.Identify.Samples}, but must be 1 or more"),
            (recipe.Identify.Agree >= 1 && recipe.Identify.Agree <= recipe.Identify.Samples, $"identify.agree is {recipe.Identify.Agree}, but must be from 1 to identify.samples, {recipe.Identify.Samples}"),
            (recipe.Identify.Samples == 1 || recipe.Identify.SampleTemperature > 0, "identify.samples above 1 needs a sampleTemperature above 0, else every answer is the same"),
            (recipe.Identify.Threshold is null or > 0 and <= 1, $"identify.threshold is {recipe.Identify.Threshold}, but must be above 0 and at most 1"));

    private static IEnumerable<string> Level(LevelOptions options) =>
        Broken(
            (options.BatchSize >= 1, $"level.batchSize is {options.BatchSize}, but must be 1 or more"),
            (options.Epochs > 0, $"level.epochs is {options.Epochs}, but must be above 0"),
            (options.Steps >= 0, $"level.steps is {options.Steps}, but must be 0 or more"),
            (options.Replay >= 0, $"level.replay is {options.Replay}, but must be 0 or more"));

    // A human answer gets into training by this one door, and only with both keys.
    private static IEnumerable<string> Select(Recipe recipe, SelectionRule rule) =>
        Broken(
            (!rule.IsHuman || recipe.Level.Labels is not null, "level.select is human, so level.labels must name a file of labels"),
            (rule.IsHuman || recipe.Level.Labels is null, $"level.labels names a file of labels, but level.select is {rule.Name}, which reads none; select human, or leave labels out"),
            (recipe.Rounds is null || rule.Name is not (SelectionRules.Human or SelectionRules.Nothing), $"rounds can't be run with level.select {rule.Name}: what it trains on doesn't depend on the student"));

    private static IEnumerable<string> Rounds(RoundsOptions? options) =>
        options is null
            ? []
            : Broken(
                (options.Most >= 1, $"rounds.most is {options.Most}, but must be 1 or more"),
                (options.MinKept >= 1, $"rounds.minKept is {options.MinKept}, but must be 1 or more"),
                (options.HoldOut is > 0 and < 1, $"rounds.holdOut is {options.HoldOut}, but must be above 0 and below 1"));

    private static IEnumerable<string> Evaluate(EvaluateOptions? options) =>
        options is null
            ? []
            : Broken(
                (options.BatchSize >= 1, $"evaluate.batchSize is {options.BatchSize}, but must be 1 or more"),
                (options.MaxNewTokens >= 1, $"evaluate.maxNewTokens is {options.MaxNewTokens}, but must be 1 or more"),
                (options.Limit >= 0, $"evaluate.limit is {options.Limit}, but must be 0 or more"));

    private static IEnumerable<string> Judge(Recipe recipe) =>
        recipe.Judge is not { } judge
            ? []
            : Broken(
                (recipe.Evaluate is not null, "judge needs evaluate, whose answers it judges"),
                (judge.BatchSize >= 1, $"judge.batchSize is {judge.BatchSize}, but must be 1 or more"),
                (judge.MaxNewTokens >= 1, $"judge.maxNewTokens is {judge.MaxNewTokens}, but must be 1 or more"));

    private static IEnumerable<string> Server(string role, ModelReference? model) =>
        model?.Server is { } options ? ServerRules.Problems(options).Select(problem => $"{role}.{problem}") : [];

    private static IEnumerable<string> Broken(params IEnumerable<(bool Holds, string Problem)> rules) =>
        rules.Where(rule => !rule.Holds).Select(rule => rule.Problem);
}
