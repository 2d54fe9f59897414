using Mpa.Evaluation.Metrics;
using Mpa.Leveling;
using Mpa.Tasks;

namespace Mpa.Cli.Recipes;

/// <summary>Ranges, choices and paths by key; keys of a model's map stand under "model.". A new number in a recipe record needs one line here; a test asks for it.</summary>
internal static class RecipeRules
{
    private static readonly string[] MetricNames = [.. AnswerMetrics.All.Select(metric => metric.Name)];

    private static readonly Dictionary<string, RecipeRule> Rules = new()
    {
        ["task"] = new() { Choices = [.. VqaTasks.All.Select(task => task.Name)] },
        ["images"] = new() { Path = true },
        ["imageRoot"] = new() { Path = true },
        ["output"] = new() { Path = true, Written = true },
        ["model.path"] = new() { Path = true },
        ["model.dtype"] = new() { Choices = ["float32", "bfloat16", "int8"] },
        ["model.minPixels"] = Range(1, 1_000_000_000),
        ["model.maxPixels"] = Range(784, 1_000_000_000),
        ["model.url"] = new() { Address = true },
        ["model.concurrency"] = Range(1, 1024),
        ["model.requestsPerMinute"] = Range(0, 1e6),
        ["model.tokensPerMinute"] = Range(0, 1e9),
        ["model.timeout"] = Range(1, 3600),
        ["model.retries"] = Range(0, 100),
        ["model.failures"] = Range(0, 1),
        ["model.patience"] = Range(0, 1440),
        ["model.repairs"] = Range(0, 10),
        ["model.structured"] = new() { Choices = ["auto", "never"] },
        ["model.limitField"] = new() { Choices = ["max_tokens", "max_completion_tokens"] },
        ["model.maxImageBytes"] = Range(10_000, 1e8),
        ["model.inputPrice"] = Range(0, 1e6),
        ["model.outputPrice"] = Range(0, 1e6),
        ["model.budget"] = Range(0, 1e9),
        ["seed"] = Range(int.MinValue, int.MaxValue),
        ["reuse"] = new() { Path = true },
        ["featureGiB"] = Range(0, 1e6),
        ["annotate.perImage"] = Range(1, 100),
        ["annotate.batchSize"] = Range(1, 1024),
        ["annotate.temperature"] = Range(0, 5),
        ["annotate.topP"] = Range(0.01, 1),
        ["annotate.maxNewTokens"] = Range(1, 32768),
        ["annotate.duplicateOverlap"] = Range(0.1, 2),
        ["annotate.targetKept"] = Range(0, double.PositiveInfinity),
        ["identify.batchSize"] = Range(1, 1024),
        ["identify.maxNewTokens"] = Range(1, 32768),
        ["identify.threshold"] = Range(0.001, 1),
        ["identify.matcher"] = new() { Choices = MetricNames },
        ["identify.samples"] = Range(1, 100),
        ["identify.agree"] = Range(1, 100),
        ["identify.sampleTemperature"] = Range(0, 5),
        ["level.select"] = new() { Choices = [.. SelectionRules.All.Select(rule => rule.Name)] },
        ["level.labels"] = new() { Path = true },
        ["level.steps"] = Range(0, double.PositiveInfinity),
        ["level.seed"] = Range(int.MinValue, int.MaxValue),
        ["level.method"] = new() { Choices = ["lora", "full"] },
        ["level.rank"] = Range(1, 4096),
        ["level.alpha"] = Range(0.001, 100000),
        ["level.epochs"] = Range(0.001, 1000),
        ["level.batchSize"] = Range(1, 1024),
        ["level.accumulation"] = Range(1, 4096),
        ["level.learningRate"] = Range(1e-9, 1),
        ["level.visionRate"] = Range(0, 1),
        ["level.connectorRate"] = Range(0, 1),
        ["level.languageRate"] = Range(0, 1),
        ["level.warmUp"] = Range(0, 1),
        ["level.weightDecay"] = Range(0, 1),
        ["level.clipNorm"] = Range(1e-6, 1e6),
        ["level.replay"] = Range(0, 100),
        ["evaluate.questions"] = new() { Path = true },
        ["evaluate.imageRoot"] = new() { Path = true },
        ["evaluate.forgetting"] = new() { Path = true },
        ["evaluate.metric"] = new() { Choices = MetricNames },
        ["evaluate.also"] = new() { Choices = MetricNames },
        ["evaluate.limit"] = Range(0, double.PositiveInfinity),
        ["evaluate.batchSize"] = Range(1, 1024),
        ["evaluate.maxNewTokens"] = Range(1, 32768),
        ["rounds.most"] = Range(1, 100),
        ["rounds.minKept"] = Range(1, double.PositiveInfinity),
        ["rounds.holdOut"] = Range(0.001, 0.9),
        ["judge.batchSize"] = Range(1, 1024),
        ["judge.maxNewTokens"] = Range(1, 32768),
    };

    /// <summary>The rule of a key; one that allows everything when the table has none.</summary>
    public static RecipeRule Of(string key) => Rules.GetValueOrDefault(key) ?? new RecipeRule();

    /// <summary>Keys that have a rule.</summary>
    public static IReadOnlyCollection<string> Keys => Rules.Keys;

    private static RecipeRule Range(double min, double max) => new() { Min = min, Max = max };
}
