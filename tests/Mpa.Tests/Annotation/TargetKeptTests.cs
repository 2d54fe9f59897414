using Mpa.Annotation;
using Mpa.Runs;

namespace Mpa.Tests.Annotation;

public sealed class TargetKeptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Asking_stops_once_enough_pairs_are_kept()
    {
        using World world = Create(target: 4);

        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.True(manifest.Stages[Stage.Identify].Out["kept"] >= 4);
        Assert.True(manifest.Stages[Stage.Annotate].Rejected["target reached"] > 0);
        Assert.Equal(60, manifest.Stages[Stage.Annotate].In);
    }

    [Fact]
    public async Task A_target_out_of_reach_asks_about_every_image()
    {
        using World world = Create(target: 1000);

        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.DoesNotContain("target reached", manifest.Stages[Stage.Annotate].Rejected.Keys);
    }

    [Fact]
    public async Task Killed_again_and_again_the_same_pairs_are_kept()
    {
        using World undisturbed = Create(target: 6);
        await undisturbed.RunAsync(cancellation: Token);
        using World world = Create(target: 6);

        int sessions = await ResumeTests.RunWithCrashesAsync(world, session => 5 + (session % 5));

        Assert.True(sessions > 5);
        Assert.Equal(undisturbed.RowFiles(), world.RowFiles());
    }

    [Theory]
    [InlineData(0, 0, 10, 100, 11)]
    [InlineData(0, 0, 1000, 100, 100)]
    [InlineData(10, 5, 10, 100, 21)]
    [InlineData(10, 0, 10, 100, 30)]
    [InlineData(90, 1, 10, 100, 100)]
    public void A_round_is_sized_by_the_share_kept_so_far(int asked, int kept, int target, int all, int expected) =>
        Assert.Equal(expected, AnnotateStage.NextRound(asked, kept, target, all));

    private static World Create(int target)
    {
        World world = new(images: 30);
        world.Recipe = world.Recipe with { Annotate = world.Recipe.Annotate with { TargetKept = target } };
        return world;
    }
}
