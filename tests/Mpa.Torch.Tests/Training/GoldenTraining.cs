using System.Text.Json;
using Mpa.Leveling;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training;

/// <summary>Runs the eight golden training steps and compares losses, gradient norms, rates and final norms.</summary>
internal static class GoldenTraining
{
    private static readonly TrainingSettings Settings =
        new(new CosineSchedule(1e-3, 2, 8), new AdamWSettings(WeightDecay: 0.01));

    public static void Check(Idefics3Model model, IReadOnlyList<(string Name, Parameter Value)> trained, GoldenCase loss, JsonElement expected)
    {
        string folder = Directory.CreateTempSubdirectory("mpa-training").FullName;
        TrainingBatch batch = GoldenBatch.Read(loss);
        List<TrainingStep> steps = [];

        TrainingLoop.Run(model, trained, Settings, _ => batch, new TrainingState(folder), TimeProvider.System, steps.Add, CancellationToken.None);

        JsonElement[] rows = [.. expected.GetProperty("steps").EnumerateArray()];
        Assert.Equal(rows.Length, steps.Count);
        Assert.All(rows.Zip(steps), pair => CheckStep(pair.First, pair.Second));
        using Tensor after = AnswerLoss.Of(model, batch);
        Near.Relative(expected.GetProperty("loss_after").GetDouble(), after.item<float>(), 1e-3, "loss after training");
        CheckNorms(trained, expected);
        Directory.Delete(folder, recursive: true);
    }

    private static void CheckStep(JsonElement expected, TrainingStep actual)
    {
        string what = $"step {actual.Step}";
        Near.Relative(expected.GetProperty("loss").GetDouble(), actual.Loss, 1e-3, what + " loss");
        Near.Relative(expected.GetProperty("grad_norm").GetDouble(), actual.GradientNorm, 1e-3, what + " gradient norm");
        Assert.Equal(expected.GetProperty("lr").GetDouble(), actual.LearningRate, 1e-9);
    }

    private static void CheckNorms(IReadOnlyList<(string Name, Parameter Value)> trained, JsonElement expected)
    {
        // Parameters whose true gradient is zero: their rounding noise is blown up by Adam and says nothing.
        string[] noise = [.. expected.GetProperty("norms_of_noise").EnumerateObject().Select(property => property.Name)];
        Dictionary<string, Parameter> parameters = trained.ToDictionary(p => p.Name, p => p.Value);
        foreach (JsonProperty norm in expected.GetProperty("final_norms").EnumerateObject().Where(norm => !noise.Contains(norm.Name)))
        {
            Near.Relative(norm.Value.GetDouble(), parameters[norm.Name].norm().item<float>(), 1e-3, "final norm of " + norm.Name);
        }
    }
}
