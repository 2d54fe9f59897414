using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Images;
using Mpa.Parity;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests;

public sealed class PipelineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_goes_from_images_to_a_report()
    {
        using World world = new();

        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.Equal(Stage.All, manifest.Stages.Keys);
        Assert.True(File.Exists(world.Run.ReportJson));
        Assert.True(manifest.Stages[Stage.Identify].Out["kept"] > 0);
        Assert.Equal(manifest.Stages[Stage.Identify].Out["kept"], manifest.Stages[Stage.Level].Out["kept"]);
        Assert.Equal(["4-leveled", "student", "teacher"], world.Opened.Select(model => model.Name).Distinct().Order());
    }

    [Fact]
    public async Task What_the_teacher_saw_is_kept_from_annotate_until_identify_is_complete()
    {
        using World world = new();
        world.Recipe = world.Recipe with { FeatureGiB = 0.5 };

        await world.RunAsync(until: Stage.Annotate, cancellation: Token);
        Assert.True(Directory.Exists(world.Run.Features));

        await world.RunAsync(cancellation: Token);
        Assert.False(Directory.Exists(world.Run.Features));
        Assert.Equal([("teacher", 1L << 29), ("teacher", 1L << 29), ("student", null)], world.Rooms.Take(3));
        Assert.All(world.Rooms.Skip(3), room => Assert.Null(room.Bytes));
    }

    [Fact]
    public async Task Without_room_nothing_is_kept_of_what_the_teacher_saw()
    {
        using World world = new();
        world.Recipe = world.Recipe with { FeatureGiB = 0 };

        await world.RunAsync(until: Stage.Annotate, cancellation: Token);

        Assert.Equal([("teacher", null)], world.Rooms);
        Assert.False(Directory.Exists(world.Run.Features));
    }

    [Fact]
    public async Task The_manifest_of_a_run_is_as_shown()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);

        Manifest manifest = ManifestStore.Read(world.Run)!;
        IEnumerable<string> stages = manifest.Stages.Select(pair => Tell(pair.Key, pair.Value));

        Snapshot.Match(string.Join('\n', stages), "Manifest");
    }

    [Fact]
    public async Task Every_stage_accounts_for_every_item()
    {
        using World world = new();

        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.All(manifest.Stages.Values, entry =>
            Assert.Equal(entry.In, entry.Out.Values.Sum() + entry.Rejected.Values.Sum() + entry.Failed.Values.Sum()));
        Assert.Equal(manifest.Stages[Stage.Collect].Out["images"] * 2, manifest.Stages[Stage.Annotate].In);
        Assert.Equal(manifest.Stages[Stage.Annotate].Out["pairs"], manifest.Stages[Stage.Identify].In);
    }

    [Fact]
    public async Task A_complete_run_asks_nothing_again()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);
        world.Forget();

        await world.RunAsync(cancellation: Token);

        Assert.Empty(world.Opened);
        Assert.Empty(world.Trainer.Calls);
    }

    [Fact]
    public async Task PI_PL_and_evaluation_ask_with_the_same_prompt()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);

        string[] prompts =
        [
            .. world.Opened
                .SelectMany(model => model.Asked)
                .Where(request => !World.IsAnnotation(request))
                .Select(request => request.Prompt),
            .. world.Trainer.Calls.Single().Select(example => example.Prompt),
        ];

        Assert.All(
            prompts, prompt => Assert.Matches(@"^What is number \d\? Answer with a single word or phrase\.$", prompt));
    }

    [Fact]
    public async Task A_run_stops_after_the_stage_asked_for_and_goes_on_from_the_next()
    {
        using World world = new();

        Manifest stopped = await world.RunAsync(until: Stage.Identify, cancellation: Token);
        Manifest finished = await world.RunAsync(from: Stage.Level, cancellation: Token);

        Assert.Equal(Stage.Identify, stopped.Stages.Keys.Max());
        Assert.Equal(Stage.Report, finished.Stages.Keys.Max());
        Assert.Single(world.Trainer.Calls);
    }

    [Fact]
    public async Task A_run_from_a_stage_whose_inputs_are_missing_says_so()
    {
        using World world = new();

        MpaException error =
            await Assert.ThrowsAsync<MpaException>(() => world.RunAsync(from: Stage.Level, cancellation: Token));

        Assert.Contains("the stage collect before level", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_nothing_kept_the_run_goes_through_without_a_leveled_student()
    {
        using World world = new();
        world.Recipe = world.Recipe with
        {
            Identify = new() { Matcher = "contains", Threshold = 1 },
            Student = world.Recipe.Teacher,
        };

        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.Equal(0, manifest.Stages[Stage.Level].Out["kept"]);
        Assert.False(Directory.Exists(world.Run.Leveled));
        Assert.False(File.Exists(world.Run.Scores(Examinee.After)));
        Assert.Equal(Stage.Report, manifest.Stages.Keys.Max());
    }

    [Fact]
    public async Task A_recipe_with_wrong_values_is_refused_with_all_of_them()
    {
        using World world = new();
        world.Recipe = world.Recipe with
        {
            Annotate = new() { PerImage = 2, Temperature = 0, BatchSize = 0 },
            Level = new() { Replay = double.NaN },
        };

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => world.RunAsync(cancellation: Token));

        Assert.Contains("batchSize", error.Message, StringComparison.Ordinal);
        Assert.Contains("temperature", error.Message, StringComparison.Ordinal);
        Assert.Contains("replay", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provenance_leads_from_a_kept_pair_to_its_image_reply_and_answers()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);

        ParityExample kept =
            JsonLines.Read<ParityExample>(world.Run.Parity).First(example => example.Verdict == Verdict.Kept);
        PseudoAnnotation annotation =
            JsonLines.Read<PseudoAnnotation>(world.Run.Annotations).Single(row => row.Id == kept.Id);

        Assert.Contains(kept.Question, annotation.RawReply, StringComparison.Ordinal);
        Assert.Single(JsonLines.Read<ImageItem>(world.Run.Images), image => image.Id == kept.ImageId);
        Assert.Single(
            JsonLines.Read<Answer>(world.Run.TeacherAnswers),
            answer => answer.AnnotationId == kept.Id && answer.Text == kept.TeacherAnswer);
        Assert.Single(
            JsonLines.Read<Answer>(world.Run.StudentAnswers),
            answer => answer.AnnotationId == kept.Id && answer.Text == kept.StudentAnswer);
    }

    [Fact]
    public void The_method_references_nothing_but_the_base_class_library()
    {
        string library = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        IEnumerable<string> names =
            typeof(Pipeline).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(library, name + ".dll")), name));
    }

    private static string Tell(Stage stage, StageEntry entry) =>
        $"{stage}: in {entry.In} | out {Tell(entry.Out)} | rejected {Tell(entry.Rejected)} "
        + $"| failed {Tell(entry.Failed)} | tokens {entry.PromptTokens} {entry.ReplyTokens} | {entry.Summary}";

    private static string Tell(IReadOnlyDictionary<string, long> counts) =>
        string.Join(", ", counts.Select(pair => $"{pair.Key} {pair.Value}"));
}
