using Mpa.Leveling;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Training;

namespace Mpa.Torch.Tests.Training;

public sealed class TrainingLoopTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("train", GoldenCase.AllFamilies);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Eight_steps_of_full_training_equal_the_public_implementation(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);
        using GoldenChats chats = new(golden.Sibling("loss").Name);
        GoldenTraining.Check(chats.Parts.Network, TrainedTensor.All(chats.Parts.Network.Module), chats.Batch(), golden.Json);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_resumed_training_gives_the_losses_of_an_undisturbed_one(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);
        string loss = golden.Sibling("loss").Name;
        string folder = Directory.CreateTempSubdirectory("mpa-resume").FullName;

        List<double> whole = Train(loss, Path.Combine(folder, "whole"), stopAfter: 0);
        List<double> first = Train(loss, Path.Combine(folder, "parts"), stopAfter: 3);
        List<double> rest = Train(loss, Path.Combine(folder, "parts"), stopAfter: 0);

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

    private static List<double> Train(string loss, string state, int stopAfter)
    {
        using GoldenChats chats = new(loss);
        TrainingBatch batch = chats.Batch();
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
            chats.Parts.Network, TrainedTensor.All(chats.Parts.Network.Module), settings, _ => batch, new TrainingState(state), TimeProvider.System, OnStep, source.Token));
        Assert.Equal(stopAfter > 0, stopped is OperationCanceledException);
        return losses;
    }
}
