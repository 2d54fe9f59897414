using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Parity;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Tests.Asking;

/// <summary>Runs that differ in what they train on ask nothing again.</summary>
public sealed class ReuseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_with_another_selection_asks_only_the_leveled_student()
    {
        using World world = await CompleteAsync();

        world.Recipe = Sibling(world) with { Level = world.Recipe.Level with { Select = "all" } };
        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.Equal(["4-leveled"], world.Opened.Select(model => model.Name));
        Assert.Equal(24, manifest.Stages[Stage.Annotate].Reused);
        Assert.Equal(20, manifest.Stages[Stage.Evaluate].Reused);
        Assert.Equal((0, 0.0), (manifest.Stages[Stage.Identify].PromptTokens, manifest.Stages[Stage.Identify].Seconds));
    }

    [Fact]
    public async Task A_row_says_which_run_it_is_from_and_is_else_the_same()
    {
        using World world = await CompleteAsync();
        string first = world.Run.Root;
        IReadOnlyList<Answer> asked = JsonLines.Read<Answer>(world.Run.TeacherAnswers);

        world.Recipe = Sibling(world);
        await world.RunAsync(cancellation: Token);
        IReadOnlyList<Answer> taken = JsonLines.Read<Answer>(world.Run.TeacherAnswers);

        // A third run takes the second's rows, which still name the first.
        world.Recipe = world.Recipe with { Output = world.At("third"), Reuse = [world.Run.Root] };
        await world.RunAsync(cancellation: Token);

        Assert.Equal(asked.Select(row => row with { From = first }), taken);
        Assert.All(JsonLines.Read<PseudoAnnotation>(world.Run.Annotations), row => Assert.Equal(first, row.From));
        Assert.All(JsonLines.Read<Score>(world.Run.Scores(Examinee.Teacher)), row => Assert.Equal(first, row.From));
        Assert.DoesNotContain(
            "\"from\"", File.ReadAllText(Path.Combine(first, "2-answers.teacher.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_another_model_or_seed_are_not_taken()
    {
        using World world = await CompleteAsync();

        world.TeacherVersion = "2";
        world.Recipe = Sibling(world);
        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.Equal(0, manifest.Stages[Stage.Annotate].Reused);
        Assert.Equal(24, world.Asked("teacher").Count(World.IsAnnotation));
        Assert.Equal(10, manifest.Stages[Stage.Evaluate].Reused);
    }

    [Fact]
    public async Task A_stale_row_of_ones_own_makes_room_for_one_of_another_run()
    {
        using World world = await CompleteAsync();
        Recipe first = world.Recipe;
        world.Recipe = Sibling(world) with { Seed = 9, Reuse = [] };
        await world.RunAsync(until: Stage.Annotate, cancellation: Token);
        world.Forget();

        world.Recipe = Sibling(world) with { Seed = first.Seed, Reuse = [first.Output] };
        await world.RunAsync(until: Stage.Annotate, cancellation: Token);

        Assert.Empty(world.Opened);
        Assert.All(
            JsonLines.Read<PseudoAnnotation>(world.Run.Annotations), row => Assert.Equal(first.Output, row.From));
    }

    [Fact]
    public async Task A_plan_counts_rows_of_other_runs_as_answered()
    {
        using World world = await CompleteAsync();
        world.Recipe = Sibling(world);
        await world.RunAsync(until: Stage.Collect, cancellation: Token);

        RunPlan plan = RunPlan.Of(world.Recipe, world.Parts);

        Assert.Equal(0, plan.Stages[1].Models.Single().Remaining);
    }

    private static Recipe Sibling(World world) =>
        world.Recipe with { Output = world.At("sibling"), Reuse = [world.Run.Root] };

    private static async Task<World> CompleteAsync()
    {
        World world = new();
        await world.RunAsync(cancellation: Token);
        world.Forget();
        return world;
    }
}
