using Mpa.Annotation;
using Mpa.Files;
using Mpa.Images;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Tests.Annotation;

/// <summary>Which images the teacher is asked about.</summary>
public sealed class ImageFilterTests
{
    [Fact]
    public async Task Images_that_the_model_finds_not_worth_it_are_left_out_and_counted()
    {
        using World world = Of(new FilterOptions { Question = "Is number 3 worth it?" }, model: "gate");

        Manifest manifest = await world.RunAsync(cancellation: TestContext.Current.CancellationToken);

        FilterReply[] replies = [.. JsonLines.Read<FilterReply>(world.Run.Filter)];
        string[] left = [.. replies.Where(reply => reply.Worth == false).Select(reply => reply.ImageId)];
        PseudoAnnotation[] rows = [.. JsonLines.Read<PseudoAnnotation>(world.Run.Annotations)];
        ImageItem[] images = [.. JsonLines.Read<ImageItem>(world.Run.Images)];
        StageEntry annotate = manifest.Stages[Stage.Annotate];
        Assert.NotEmpty(left);
        Assert.Equal(images.Select(image => image.Id).Except(left), rows.Select(row => row.ImageId).Distinct());
        Assert.Equal(2 * left.Length, annotate.Rejected["image filtered"]);
        Assert.Equal(2 * images.Length, annotate.In);
        Assert.Equal(
            annotate.In, annotate.Out.Values.Sum() + annotate.Rejected.Values.Sum() + annotate.Failed.Values.Sum());
        Assert.Contains("Images worth asking about", File.ReadAllText(world.Run.At("6-report.md")));
    }

    [Fact]
    public async Task A_rule_asks_no_model()
    {
        using World world = Of(new FilterOptions { MinSide = 97 }, model: null);

        Manifest manifest = await world.RunAsync(
            until: Stage.Annotate, cancellation: TestContext.Current.CancellationToken);

        Assert.Empty(world.Opened);
        Assert.Equal(manifest.Stages[Stage.Annotate].In, manifest.Stages[Stage.Annotate].Rejected["image filtered"]);
    }

    [Fact]
    public async Task Another_question_looks_again_and_the_first_ones_replies_come_back_with_it()
    {
        FilterOptions first = new() { Question = "Is number 3 worth it?" };
        using World world = Of(first, model: "gate");
        await RunAsync(world, first);
        await RunAsync(world, first with { Question = "Is number 4 worth it?" });
        world.Forget();

        await RunAsync(world, first);

        Assert.Empty(world.Asked("gate"));
    }

    private static async Task RunAsync(World world, FilterOptions filter)
    {
        world.Recipe = With(world.Recipe, filter, world.At("gate"));
        await world.RunAsync(until: Stage.Annotate, cancellation: TestContext.Current.CancellationToken);
    }

    private static World Of(FilterOptions filter, string? model)
    {
        World world = new(images: 20);
        world.Recipe = With(world.Recipe, filter, model is null ? null : world.At(model));
        return world;
    }

    private static Recipe With(Recipe recipe, FilterOptions filter, string? model) => recipe with
    {
        Annotate = recipe.Annotate with
        {
            Filter = filter with { Model = model is null ? null : ModelReference.Of(model) },
        },
    };
}
