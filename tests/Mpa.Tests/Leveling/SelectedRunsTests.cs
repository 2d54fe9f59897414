using System.Text.Json;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Parity;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Tests.Leveling;

/// <summary>Whole runs with other selection rules.</summary>
public sealed class SelectedRunsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_PI_every_pseudo_pair_is_trained_on()
    {
        using World world = new();
        world.Recipe = world.Recipe with { Level = new() { Select = "all" } };

        Manifest manifest = await world.RunAsync(cancellation: Token);

        int pairs = JsonLines.Read<ParityExample>(world.Run.Parity).Count;
        Assert.Equal(pairs, world.Trainer.Calls.Single().Count);
        Assert.Equal(pairs, manifest.Stages[Stage.Level].Out["selected"]);
    }

    [Fact]
    public async Task Selecting_nothing_leaves_the_student_as_it_is()
    {
        using World world = new();
        world.Recipe = world.Recipe with { Level = new() { Select = "none" } };

        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.Empty(world.Trainer.Calls);
        Assert.Equal(["before", "teacher"], manifest.Stages[Stage.Evaluate].Out.Keys);
    }

    [Fact]
    public async Task Human_labels_are_trained_on_when_the_recipe_names_rule_and_file()
    {
        using World world = new();
        world.Recipe = await WithLabelsAsync(world, "b/01.png", "missing.png");

        Manifest manifest = await world.RunAsync(cancellation: Token);

        TrainingExample example = world.Trainer.Calls.Single().Single();
        Assert.Equal(("human answer", "What? Answer with a single word or phrase."), (example.Answer, example.Prompt));
        Assert.Equal(1, manifest.Stages[Stage.Level].Rejected["image not in this run"]);
    }

    [Fact]
    public async Task Other_labels_train_anew()
    {
        using World world = new();
        world.Recipe = await WithLabelsAsync(world, "b/01.png");
        await world.RunAsync(cancellation: Token);

        world.Recipe = await WithLabelsAsync(world, "a/00.png");
        await world.RunAsync(cancellation: Token);

        Assert.Equal(2, world.Trainer.Calls.Count);
    }

    [Theory]
    [InlineData("human", false, "level.labels must name")]
    [InlineData("parity", true, "reads none")]
    public async Task Labels_without_their_rule_and_the_rule_without_labels_are_refused(
        string select, bool labels, string told)
    {
        using World world = new();
        string? file = labels ? world.Write("labels.jsonl", "") : null;
        world.Recipe = world.Recipe with { Level = new() { Select = select, Labels = file } };

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => world.RunAsync(cancellation: Token));

        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"x","image":"elsewhere.png","question":"What?","answers":["4"]}""", "none of its 1 labels")]
    [InlineData(
        """{"id":"x","image":"b/01.png","question":"What?","answers":[]}""", "labels.jsonl:1: \"x\" has no answer")]
    [InlineData("""{"id":"x","question":"What?"}""", "labels.jsonl:1: this line is not a row")]
    public async Task Wrong_labels_are_told_by_line(string line, string told)
    {
        using World world = new();
        world.Recipe = WithLabels(world, line);

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => world.RunAsync(cancellation: Token));

        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_test_is_scored_before_and_after()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);
        world.Forget();
        world.Write("second/old.png", "old");
        world.Write(
            "second/questions.jsonl",
            """{"id":"s1","image":"old.png","question":"What is number 4?","answers":["4"]}""" + "\n");

        world.Recipe = world.Recipe with { Evaluate = world.Recipe.Evaluate! with { Forgetting = world.At("second") } };
        Manifest manifest = await world.RunAsync(cancellation: Token);

        Assert.Equal(
            ["before", "after", "teacher", "forgetting.before", "forgetting.after"],
            manifest.Stages[Stage.Evaluate].Out.Keys);
        Assert.Single(JsonLines.Read<Score>(world.Run.Scores(Examinee.ForgettingAfter)));
        Assert.Equal(["student", "4-leveled"], world.Opened.Select(model => model.Name));
        IEnumerable<ModelPlan> plans = RunPlan.Of(world.Recipe, world.Parts).Stages.SelectMany(stage => stage.Models);
        Assert.All(plans, plan => Assert.Equal(0, plan.Remaining));
    }

    [Fact]
    public void The_majority_answer_is_trained_on_and_of_equals_the_earliest()
    {
        Assert.Equal("b", HumanLabels.Majority(["a", "b", "b"]));
        Assert.Equal("c", HumanLabels.Majority(["c", "a", "a", "c"]));
    }

    [Fact]
    public async Task What_is_unseen_around_a_label_is_not_trained_on()
    {
        using World world = new();
        const string Answers = """["other"," \ufeff","\n4 ","\ufeff4\u200b"]""";
        const string Label = $$"""{"id":"x","image":"b/01.png","question":" What?\u200b\n","answers":{{Answers}}}""";
        world.Recipe = WithLabels(world, Label);

        await world.RunAsync(cancellation: Token);

        TrainingExample example = world.Trainer.Calls.Single().Single();
        Assert.Equal(("4", "What? Answer with a single word or phrase."), (example.Answer, example.Prompt));
    }

    private static async Task<Recipe> WithLabelsAsync(World world, params string[] images)
    {
        await world.RunAsync(until: Stage.Collect, cancellation: Token);
        Assert.Contains("b/01.png", JsonLines.Read<ImageItem>(world.Run.Images).Select(image => image.Path));
        string[] answers = ["other", "human answer", "human answer"];
        IEnumerable<TestQuestion> rows = images.Select((image, at) =>
            new TestQuestion(Id: $"h{at}", Image: image, Question: "What?", Answers: answers));
        return WithLabels(world, [.. rows.Select(row => JsonSerializer.Serialize(row, MpaJson.Line))]);
    }

    private static Recipe WithLabels(World world, params string[] lines)
    {
        string file = world.Write("labels.jsonl", string.Join('\n', lines) + "\n");
        return world.Recipe with { Level = new() { Select = "human", Labels = file } };
    }
}
