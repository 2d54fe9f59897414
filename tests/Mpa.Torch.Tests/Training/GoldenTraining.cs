using System.Text.Json;
using Mpa.Leveling;
using Mpa.Torch.Families;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training;

/// <summary>Runs the eight golden training steps and compares losses, gradient norms, rates and final norms.</summary>
internal static class GoldenTraining
{
    public const double Peak = 1e-3;

    public static Schedule Schedule { get; } = new(WarmUpSteps: 2, Steps: 8);

    public static void Check(
        IVisionLanguageNetwork network,
        ParameterGroup trained,
        TrainingBatch batch,
        JsonElement expected,
        IReadOnlySet<string>? noise = null)
    {
        string folder = Directory.CreateTempSubdirectory("mpa-training").FullName;
        List<TrainingStep> steps = [];

        new TrainingLoop
        {
            Network = network,
            Groups = [trained],
            Settings = new TrainingSettings(Schedule, new AdamRule(WeightDecay: 0.01)),
            BatchAt = _ => batch,
            State = new TrainingState(folder),
            Clock = TimeProvider.System,
        }.Run(steps.Add, CancellationToken.None);

        JsonElement[] rows = [.. expected.GetProperty("steps").EnumerateArray()];
        Assert.Equal(rows.Length, steps.Count);
        // The reference's own distance from float64, tenfold, where that is more than the common tolerance.
        double normTolerance = expected.TryGetProperty("grad_norm_vs_float64", out JsonElement own)
            ? Math.Max(1e-3, 10 * own.GetDouble())
            : 1e-3;
        Assert.All(rows.Zip(steps), pair => CheckStep(pair.First, pair.Second, normTolerance));
        using Tensor after = AnswerLoss.Of(network, batch);
        Near.Relative(expected.GetProperty("loss_after").GetDouble(), after.item<float>(), 1e-3, "loss after training");
        CheckNorms(trained.Parameters, expected, noise);
        Directory.Delete(folder, recursive: true);
    }

    private static void CheckStep(JsonElement expected, TrainingStep actual, double normTolerance)
    {
        string what = $"step {actual.Step}";
        Near.Relative(expected.GetProperty("loss").GetDouble(), actual.Loss, 1e-3, what + " loss");
        double norm = expected.GetProperty("grad_norm").GetDouble();
        Near.Relative(norm, actual.GradientNorm, normTolerance, what + " gradient norm");
        Assert.Equal(expected.GetProperty("lr").GetDouble(), actual.LearningRate, 1e-9);
    }

    private static void CheckNorms(
        IReadOnlyList<(string Name, Parameter Value)> trained, JsonElement expected, IReadOnlySet<string>? more)
    {
        // Parameters whose true gradient is zero: their rounding noise is blown up by Adam and says nothing.
        string[] noise = expected.TryGetProperty("norms_of_noise", out JsonElement norms)
            ? [.. norms.EnumerateObject().Select(property => property.Name)]
            : [];

        Dictionary<string, Parameter> parameters = trained.ToDictionary(p => p.Name, p => p.Value);
        JsonProperty[] finals = [.. expected.GetProperty(Norms(expected)).EnumerateObject()];
        foreach (JsonProperty norm in finals
            .Where(norm => !noise.Contains(norm.Name) && more?.Contains(norm.Name) != true))
        {
            Parameter trainedNow = parameters[PlainName(norm.Name)];
            float actual = trainedNow.norm().item<float>();
            Near.Relative(norm.Value.GetDouble(), actual, 1e-3, "final norm of " + norm.Name);
        }
    }

    /// <summary>A trained tensor as files name it: without PEFT's own name of the one adapter.</summary>
    public static string PlainName(string name) => name
        .Replace(".modules_to_save.default.", ".", StringComparison.Ordinal)
        .Replace(".default", "", StringComparison.Ordinal);

    // Two ways in which the goldens name them.
    private static string Norms(JsonElement expected) =>
        expected.TryGetProperty("final_norms", out _) ? "final_norms" : "norms";
}
