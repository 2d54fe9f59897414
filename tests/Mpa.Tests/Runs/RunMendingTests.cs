using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Planning;
using Mpa.Reports;
using Mpa.Runs;

namespace Mpa.Tests.Runs;

/// <summary>What has a hash is checked where it is read.</summary>
public sealed class RunMendingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Edited_answers_are_believed_by_no_run_plan_or_report()
    {
        using World world = await EditedAsync();
        string file = world.Run.Scores(Examinee.Before);

        MpaException run = await Assert.ThrowsAsync<MpaException>(() => world.RunAsync(cancellation: Token));
        MpaException plan = Assert.Throws<MpaException>(() => RunPlan.Of(world.Recipe, world.Parts));
        MpaException report = Assert.Throws<MpaException>(() => ReportWriter.Write(world.Run));

        Assert.All(
            [run, plan, report],
            error => Assert.StartsWith($"{file} is not as the stage evaluate left it", error.Message));
    }

    [Fact]
    public async Task Set_aside_they_are_asked_again()
    {
        using World world = await EditedAsync();
        world.Forget();

        Assert.Equal(["5-scores.before.jsonl"], RunMending.SetAside(world.Recipe, world.Parts));
        await world.RunAsync(cancellation: Token);

        Assert.Equal(["student"], world.Opened.Select(model => model.Name));
        Assert.DoesNotContain("edited", File.ReadAllText(world.Run.Scores(Examinee.Before)), StringComparison.Ordinal);
        Assert.Contains(
            "edited",
            File.ReadAllText(Path.Combine(world.Run.Kept, "changed", "5-scores.before.jsonl")),
            StringComparison.Ordinal);
        Assert.Empty(RunMending.Find(world.Recipe, world.Parts));
    }

    [Fact]
    public async Task Accepted_they_are_scored_as_they_are()
    {
        using World world = await EditedAsync();
        world.Forget();

        Assert.Equal(["5-scores.before.jsonl"], RunMending.Accept(world.Recipe, world.Parts));
        await world.RunAsync(cancellation: Token);

        Assert.Empty(world.Opened);
        Assert.Equal("edited", JsonLines.Read<Score>(world.Run.Scores(Examinee.Before))[0].Text);
    }

    [Fact]
    public async Task Of_a_cut_file_that_is_accepted_only_the_rows_that_are_gone_are_asked_again()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);
        string file = world.Run.Scores(Examinee.Before), whole = await File.ReadAllTextAsync(file, Token);
        await File.WriteAllTextAsync(file, whole[..(whole.Length / 2)], Token);
        world.Forget();

        RunMending.Accept(world.Recipe, world.Parts);
        await world.RunAsync(cancellation: Token);

        Assert.Equal(whole, await File.ReadAllTextAsync(file, Token));
        Assert.InRange(world.Asked("student").Count(), 1, 9);
    }

    [Fact]
    public async Task A_leveled_student_is_set_aside_whole_and_trained_again()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);
        IReadOnlyDictionary<string, string> rows = world.RowFiles();
        await File.WriteAllTextAsync(Path.Combine(world.Run.Leveled, "learned.txt"), "something else", Token);
        world.Forget();

        Assert.Equal(["4-leveled", "4-leveled/learned.txt"], RunMending.SetAside(world.Recipe, world.Parts));
        await world.RunAsync(cancellation: Token);

        Assert.Single(world.Trainer.Calls);
        Assert.Equal(rows, world.RowFiles());
    }

    [Theory]
    [InlineData("BROKEN")]
    [InlineData(null)]
    public async Task A_leveled_student_that_can_not_be_read_is_named_and_mended(string? content)
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);
        string file = Path.Combine(world.Run.Leveled, "learned.txt");
        File.Delete(file);
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, Token);
        }

        world.Forget();

        MpaException run = await Assert.ThrowsAsync<MpaException>(() => world.RunAsync(cancellation: Token));
        MpaException plan = Assert.Throws<MpaException>(() => RunPlan.Of(world.Recipe, world.Parts));
        Assert.All([run, plan], error =>
        {
            Assert.StartsWith($"{file} is not as the stage level left it", error.Message);
            Assert.Contains($"\"mpa mend {world.Run.Root}\"", error.Message);
        });
        MpaException accepted = Assert.Throws<MpaException>(() => RunMending.Accept(world.Recipe, world.Parts));
        Assert.StartsWith($"{file}: ", accepted.Message);
        Assert.Contains("4-leveled", RunMending.SetAside(world.Recipe, world.Parts));
        await world.RunAsync(cancellation: Token);
        Assert.Single(world.Trainer.Calls);
    }

    [Fact]
    public async Task What_follows_from_other_files_is_made_again_without_a_word()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);
        IReadOnlyDictionary<string, string> rows = world.RowFiles();
        await File.AppendAllTextAsync(world.Run.Parity, "{}\n", Token);
        world.Forget();

        await world.RunAsync(cancellation: Token);

        Assert.Equal(rows, world.RowFiles());
        Assert.Empty(world.Opened);
    }

    [Fact]
    public async Task A_plan_names_the_file_that_it_can_not_read_and_what_mends_it()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);
        await File.AppendAllTextAsync(world.Run.Images, "{}\n", Token);

        MpaException plan = Assert.Throws<MpaException>(() => RunPlan.Of(world.Recipe, world.Parts));
        MpaException batch =
            Assert.Throws<MpaException>(() => AnnotationRequests.Missing(world.Recipe, world.Parts));
        RunMending.SetAside(world.Recipe, world.Parts);

        Assert.All([plan, batch], error =>
        {
            Assert.StartsWith($"{world.Run.Images} is not as the stage collect left it", error.Message);
            Assert.Contains($"\"mpa mend {world.Run.Root}\"", error.Message);
        });
        Assert.Equal(14, RunPlan.Of(world.Recipe, world.Parts).Images);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(3, 3)]
    public async Task A_leveled_student_that_can_not_be_read_keeps_no_earlier_stage_from_being_done_again(
        int epochs, int perImage)
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);
        await File.WriteAllTextAsync(Path.Combine(world.Run.Leveled, "learned.txt"), "BROKEN", Token);
        world.Recipe = world.Recipe with
        {
            Annotate = world.Recipe.Annotate with { PerImage = perImage },
            Level = world.Recipe.Level with { Epochs = epochs },
        };
        world.Forget();

        await world.RunAsync(cancellation: Token);

        Assert.Single(world.Trainer.Calls);
        Assert.Single(Directory.GetDirectories(Path.Combine(world.Run.Kept, "leveled")));
        Assert.Empty(RunMending.Find(world.Recipe, world.Parts));
    }

    [Fact]
    public async Task A_run_json_that_is_set_aside_loses_no_row()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);
        IReadOnlyDictionary<string, string> rows = world.RowFiles();
        string text = await File.ReadAllTextAsync(world.Run.Manifest, Token);
        await File.WriteAllTextAsync(world.Run.Manifest, text.Replace("\"seed\": 3", "\"seed\": 4"), Token);
        world.Forget();

        await Assert.ThrowsAsync<MpaException>(() => world.RunAsync(cancellation: Token));
        Assert.True(RunMending.MendManifest(world.Run, accept: false));
        await world.RunAsync(cancellation: Token);

        Assert.True(File.Exists(Path.Combine(world.Run.Kept, "changed", "run.json")));
        Assert.Empty(world.Opened);
        Assert.Empty(world.Trainer.Calls);
        Assert.Equal(rows, world.RowFiles());
    }

    [Fact]
    public async Task A_row_that_stands_twice_is_planned_and_asked_once()
    {
        using World undisturbed = new();
        await undisturbed.RunAsync(cancellation: Token);
        using World world = new();
        await world.RunAsync(until: Stage.Annotate, cancellation: Token);
        string[] lines = await File.ReadAllLinesAsync(world.Run.Annotations, Token);
        await File.AppendAllTextAsync(world.Run.Annotations, lines[^1] + "\n", Token);
        File.Delete(world.Run.Manifest);

        Assert.Equal(24, RunPlan.Of(world.Recipe, world.Parts).Stages[1].Models[0].Cached);
        await world.RunAsync(cancellation: Token);

        Assert.Equal(undisturbed.RowFiles(), world.RowFiles());
    }

    private static async Task<World> EditedAsync()
    {
        World world = new();
        await world.RunAsync(cancellation: Token);
        string file = world.Run.Scores(Examinee.Before);
        IReadOnlyList<Score> rows = JsonLines.Read<Score>(file);
        JsonLines.Replace(file, rows.Select((row, index) => index == 0 ? row with { Text = "edited" } : row));
        return world;
    }
}
