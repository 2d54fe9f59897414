using FsCheck.Xunit;
using Mpa.Annotation;
using Mpa.Files;
using Mpa.Images;
using Mpa.Parity;
using Mpa.Runs;

namespace Mpa.Tests.Runs;

/// <summary>Whatever a recipe asks for, each item of each stage is accounted for once.</summary>
public sealed class StageCountsTests
{
    [Property]
    public bool A_stage_stands_only_when_every_item_is_accounted_for(byte kept, byte rejected, byte failed, sbyte lost)
    {
        StageCounts counts = new()
        {
            In = kept + rejected + failed + lost,
            Out = new Dictionary<string, long> { ["kept"] = kept },
            Rejected = new Dictionary<string, long> { ["rule"] = rejected },
            Failed = new Dictionary<string, long> { ["cause"] = failed },
        };

        return Stands(counts) == (lost == 0);
    }

    [Property(MaxTest = 25)]
    public async Task In_is_out_and_rejected_and_failed(
        byte images, byte perImage, byte batch, byte target, byte replay, int seed)
    {
        using World world = new(images: 1 + (images % 9));
        world.Recipe = world.Recipe with
        {
            Seed = seed,
            Annotate = new() { PerImage = 1 + (perImage % 3), BatchSize = 1 + (batch % 5), TargetKept = target % 6 },
            Level = new() { Replay = replay % 4 / 2.0 },
        };

        Manifest manifest = await world.RunAsync(cancellation: TestContext.Current.CancellationToken);

        Assert.All(
            manifest.Stages.Values,
            entry => Assert.Equal(
                entry.In, entry.Out.Values.Sum() + entry.Rejected.Values.Sum() + entry.Failed.Values.Sum()));
        CheckRows(world.Run, manifest);
    }

    private static void CheckRows(RunFolder run, Manifest manifest)
    {
        IReadOnlyList<PseudoAnnotation> annotations = JsonLines.Read<PseudoAnnotation>(run.Annotations);
        IReadOnlyList<ParityExample> parity = JsonLines.Read<ParityExample>(run.Parity);
        long unasked = manifest.Stages[Stage.Annotate].Rejected.GetValueOrDefault("target reached");

        Assert.Equal(
            manifest.Stages[Stage.Collect].In,
            JsonLines.Read<ImageItem>(run.Images).Count + JsonLines.Read<ImageFailure>(run.FailedImages).Count);
        Assert.Equal(manifest.Stages[Stage.Annotate].In, annotations.Count + unasked);
        Assert.Equal(
            annotations.Where(row => row.Cause is null).Select(row => row.Id), parity.Select(example => example.Id));
        Assert.Distinct(annotations.Select(row => row.Id));
    }

    private static bool Stands(StageCounts counts)
    {
        try
        {
            counts.Complete(Stage.Annotate, 0, default, "key", new Dictionary<string, string>());
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
