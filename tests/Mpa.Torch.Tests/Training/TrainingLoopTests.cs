using Mpa.Leveling;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Layers;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Training;

namespace Mpa.Torch.Tests.Training;

public sealed class TrainingLoopTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("train", "idefics3", "smolvlm");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Eight_steps_of_full_training_equal_the_public_implementation(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);
        Idefics3Model model = Idefics3Model.Load(golden.ModelFolder, TensorPlace.Cpu);
        GoldenTraining.Check(model, [.. model.named_parameters().Select(p => (p.name, p.parameter))], golden.Sibling("loss"), golden.Json);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_resumed_training_gives_the_losses_of_an_undisturbed_one(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);
        TrainingBatch batch = GoldenBatch.Read(golden.Sibling("loss"));
        string folder = Directory.CreateTempSubdirectory("mpa-resume").FullName;

        List<double> whole = Train(golden, batch, Path.Combine(folder, "whole"), stopAfter: 0);
        List<double> first = Train(golden, batch, Path.Combine(folder, "parts"), stopAfter: 3);
        List<double> rest = Train(golden, batch, Path.Combine(folder, "parts"), stopAfter: 0);

        Assert.Equal(3, first.Count);
        Assert.Equal(whole, [.. first, .. rest]);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_rate_rises_over_the_warm_up_and_ends_near_zero()
    {
        CosineSchedule schedule = new(1e-3, 2, 8);
        Assert.Equal(0, schedule.At(0));
        Assert.Equal(1e-3, schedule.At(2), 1e-12);
        Assert.True(schedule.At(7) < 1e-4);
    }

    private static List<double> Train(GoldenCase golden, TrainingBatch batch, string state, int stopAfter)
    {
        Idefics3Model model = Idefics3Model.Load(golden.ModelFolder, TensorPlace.Cpu);
        using CancellationTokenSource source = new();
        List<double> losses = [];
        void OnStep(TrainingStep step)
        {
            losses.Add(step.Loss);
            if (losses.Count == stopAfter)
            {
                source.Cancel();
            }
        }

        TrainingSettings settings = new(new CosineSchedule(1e-3, 2, 8), new AdamWSettings());
        Exception? stopped = Record.Exception(() => TrainingLoop.Run(
            model, [.. model.named_parameters().Select(p => (p.name, p.parameter))], settings, _ => batch, new TrainingState(state), TimeProvider.System, OnStep, source.Token));
        Assert.Equal(stopAfter > 0, stopped is OperationCanceledException);
        return losses;
    }
}
