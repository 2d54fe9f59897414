using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Runs;
using Mpa.Tasks;

namespace Mpa.Tests;

/// <summary>A changed recipe redoes what it touches, and nothing else.</summary>
public sealed class ChangedRecipeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_prompt_asks_the_teacher_anew_and_the_same_pairs_are_not_answered_again()
    {
        using World world = await CompleteAsync();

        world.Recipe = world.Recipe with { Task = VqaTask.Named("chartqa") };
        await world.RunAsync(cancellation: Token);

        Assert.Equal(24, world.Asked("teacher").Count(World.IsAnnotation));
        Assert.Empty(world.Asked("student"));
    }

    [Fact]
    public async Task Another_teacher_annotates_and_answers_anew_and_the_student_is_asked_only_about_new_pairs()
    {
        using World world = await CompleteAsync();

        world.TeacherVersion = "2";
        await world.RunAsync(cancellation: Token);

        int pairs = JsonLines.Read<PseudoAnnotation>(world.Run.Annotations).Count(row => row.Cause is null);
        Assert.Equal(24 + pairs + 10, world.Asked("teacher").Count());
        Assert.InRange(world.Asked("student").Count(), 1, pairs - 1);
        Assert.Equal("teacher2", ManifestStore.Read(world.Run)!.Models["teacher"]);
    }

    [Fact]
    public async Task Another_matcher_judges_anew_without_a_request()
    {
        using World world = await CompleteAsync();

        world.Recipe = world.Recipe with { Identify = world.Recipe.Identify with { Matcher = "contains" } };
        string before = ManifestStore.Read(world.Run)!.Stages[Stage.Identify].Key;
        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.Empty(world.Opened);
        Assert.NotEqual(before, manifest.Stages[Stage.Identify].Key);
    }

    [Fact]
    public async Task A_stage_that_came_out_otherwise_leaves_no_later_stage_complete()
    {
        using World world = await CompleteAsync();

        world.TeacherVersion = "2";
        Manifest manifest = await world.RunAsync(until: Stage.Annotate, cancellation: Token);

        Assert.Equal([Stage.Collect, Stage.Annotate], manifest.Stages.Keys);
    }

    [Fact]
    public async Task Another_metric_scores_the_old_answers()
    {
        using World world = await CompleteAsync();

        world.Recipe = world.Recipe with { Evaluate = world.Recipe.Evaluate! with { Metric = "f1" } };
        await world.RunAsync(cancellation: Token);

        Assert.Empty(world.Opened);
        Assert.All(
            JsonLines.Read<Mpa.Evaluation.Score>(world.Run.Scores(Examinee.After)),
            score => Assert.Equal("f1", score.Metric));
    }

    [Fact]
    public async Task Another_overlap_compares_old_replies_anew()
    {
        using World world = await CompleteAsync();
        Assert.Contains(
            JsonLines.Read<PseudoAnnotation>(world.Run.Annotations), row => row.Cause == AnnotationCause.NearDuplicate);

        world.Recipe = world.Recipe with { Annotate = world.Recipe.Annotate with { DuplicateOverlap = 1.1 } };
        await world.RunAsync(until: Stage.Annotate, cancellation: Token);

        Assert.Empty(world.Opened);
        Assert.DoesNotContain(
            JsonLines.Read<PseudoAnnotation>(world.Run.Annotations), row => row.Cause == AnnotationCause.NearDuplicate);
    }

    [Fact]
    public async Task Another_batch_size_changes_nothing()
    {
        using World world = await CompleteAsync();

        world.Recipe = world.Recipe with
        {
            Annotate = world.Recipe.Annotate with { BatchSize = 24 },
            Identify = new() { BatchSize = 1 },
        };
        await world.RunAsync(cancellation: Token);

        Assert.Empty(world.Opened);
        Assert.Empty(world.Trainer.Calls);
    }

    [Fact]
    public async Task A_new_image_is_asked_about_and_the_files_are_those_of_a_fresh_run()
    {
        using World world = await CompleteAsync();
        world.Write("images/a/00b.png", "image new");
        await world.RunAsync(cancellation: Token);
        Assert.Equal(2, world.Asked("teacher").Count(World.IsAnnotation));
        IReadOnlyDictionary<string, string> resumed = world.RowFiles();

        world.Recipe = world.Recipe with { Output = world.At("fresh") };
        await world.RunAsync(cancellation: Token);

        Assert.Equal(resumed, world.RowFiles());
    }

    [Fact]
    public async Task An_image_that_was_only_touched_redoes_nothing()
    {
        using World world = await CompleteAsync();

        File.SetLastWriteTimeUtc(
            world.At("images", "a", "00.png"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.Empty(world.Opened);
        Assert.Empty(world.Trainer.Calls);
        Assert.Equal(6, manifest.Stages.Count);
    }

    [Fact]
    public async Task Without_a_test_split_the_evaluation_is_left_out()
    {
        using World world = await CompleteAsync();

        world.Recipe = world.Recipe with { Evaluate = null };
        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.DoesNotContain(Stage.Evaluate, manifest.Stages.Keys);
        Assert.Contains(Stage.Report, manifest.Stages.Keys);
    }

    [Fact]
    public async Task A_leveled_student_that_was_deleted_is_trained_again()
    {
        using World world = await CompleteAsync();

        Directory.Delete(world.Run.Leveled, recursive: true);
        await world.RunAsync(cancellation: Token);

        Assert.Single(world.Trainer.Calls);
        Assert.True(Directory.Exists(world.Run.Leveled));
        Assert.Empty(world.Opened);
    }

    private static async Task<World> CompleteAsync()
    {
        World world = new();
        await world.RunAsync(cancellation: Token);
        world.Forget();
        return world;
    }
}
