using Mpa.Files;
using Mpa.Images;
using Mpa.Planning;
using Mpa.Runs;

namespace Mpa.Tests.Images;

/// <summary>What a run does with unlabeled images that its test has too.</summary>
public sealed class TestImagesTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_of_the_test_is_left_out_of_annotation_and_counted()
    {
        using World world = new();
        world.Write("images/copy.png", "test image 3");

        Manifest manifest = await world.RunAsync(cancellation: Token);

        StageEntry entry = manifest.Stages[Stage.Collect];
        Assert.Equal((12, 1), (entry.Out["images"], entry.Rejected["image of the test"]));
        Assert.Equal(entry.In, entry.Out.Values.Sum() + entry.Rejected.Values.Sum() + entry.Failed.Values.Sum());
        ImageFailure left = Assert.Single(
            JsonLines.Read<ImageFailure>(world.Run.FailedImages), row => row.Cause == "image of the test");
        Assert.Equal(
            ("copy.png", $"copy.png holds the bytes of {world.At("test", "3.png")}, which is in the test."),
            (left.Path, left.Message));
        Assert.DoesNotContain(
            world.Opened.SelectMany(model => model.Asked).Where(World.IsAnnotation),
            request => request.Images[0].Path.EndsWith("copy.png", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_named_in_the_plan_before_and_after_the_report_and_both_cards()
    {
        using World world = new();
        world.Write("images/copy.png", "test image 3");

        StagePlan before = RunPlan.Of(world.Recipe, world.Parts).Stages[0];
        await world.RunAsync(cancellation: Token);
        StagePlan after = RunPlan.Of(world.Recipe, world.Parts).Stages[0];

        Assert.Equal((1, false), (before.InTest, before.Complete));
        Assert.Equal((1, 12, true), (after.InTest, after.Items, after.Complete));
        const string Sentence = "1 unlabeled image(s) hold the bytes of a test image";
        foreach (string file in (string[])[world.Run.Report, world.Run.DataCard, world.Run.ModelCard])
        {
            Assert.Contains(Sentence, await File.ReadAllTextAsync(file, Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Refusing_stops_before_the_first_request_and_in_the_plan()
    {
        using World world = new();
        world.Write("images/copy.png", "test image 3");
        world.Recipe = world.Recipe with { Evaluate = world.Recipe.Evaluate! with { Overlap = "refuse" } };

        string planned = Assert.Throws<MpaException>(() => RunPlan.Of(world.Recipe, world.Parts)).Message;
        MpaException error = await Assert.ThrowsAsync<MpaException>(() => world.RunAsync(cancellation: Token));

        Assert.Equal(planned, error.Message);
        Assert.Contains("shares 1 image(s) with the test", error.Message, StringComparison.Ordinal);
        Assert.Contains(world.At("images", "copy.png"), error.Message, StringComparison.Ordinal);
        Assert.Empty(world.Opened);
    }

    [Fact]
    public async Task A_changed_test_is_compared_again_and_asks_nothing_again_where_nothing_is_shared()
    {
        using World world = new();
        await world.RunAsync(until: Stage.Annotate, cancellation: Token);
        world.Forget();
        File.AppendAllText(
            world.At("test", "questions.jsonl"),
            """{"id":"q9a","image":"0.png","question":"What is number 9?","answers":["9"]}""" + "\n");

        Manifest manifest = await world.RunAsync(until: Stage.Annotate, cancellation: Token);

        Assert.Empty(world.Opened);
        Assert.DoesNotContain("image of the test", manifest.Stages[Stage.Collect].Rejected.Keys);
    }

    [Fact]
    public async Task The_second_test_counts_too()
    {
        using World world = new();
        world.Write("old/a.png", "image 4");
        world.Write("old/questions.jsonl", """{"id":"1","image":"a.png","question":"What?","answers":["4"]}""" + "\n");
        world.Recipe = world.Recipe with { Evaluate = world.Recipe.Evaluate! with { Forgetting = world.At("old") } };

        Manifest manifest = await world.RunAsync(until: Stage.Collect, cancellation: Token);

        Assert.Equal(1, manifest.Stages[Stage.Collect].Rejected["image of the test"]);
    }
}
