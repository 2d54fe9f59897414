using Mpa.Testing;

namespace Mpa.Cli.Tests.Commands;

public sealed class TaskTests
{
    [Fact]
    public async Task Show_prints_a_task_that_a_recipe_can_name()
    {
        using CliWorld world = new();

        CliResult shown = await world.RunAsync("task", "show", "chartqa");
        world.Write("mine.yaml", shown.Out);
        CliResult again = await world.RunAsync("task", "show", world.At("mine.yaml"));

        Assert.Equal((0, ""), (shown.Code, shown.Error));
        Assert.StartsWith("name: \"my-chartqa\"\nask:\n", shown.Out, StringComparison.Ordinal);
        Assert.Equal(shown.Out, again.Out);
    }

    [Fact]
    public async Task Try_shows_prompt_reply_pair_and_verdict_and_leaves_nothing()
    {
        using CliWorld world = new();
        world.Write("mine.yaml", "name: mine\nask: Write a question.\nanswer: { form: number }\n");

        CliResult result = await world.RunAsync(
            "task", "try", world.At("mine.yaml"), world.At("images"), "--teacher", world.At("teacher"), "--count", "2");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Snapshot.Match(result.Out, "teacher");
        Assert.False(Directory.Exists(world.At("run")));
    }

    [Fact]
    public async Task With_a_student_the_whole_verdict_is_told()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync(
            "task", "try", "demo", world.At("images"), "--teacher", world.At("teacher"), "--student",
            world.At("student"), "--count", "1");

        Assert.Contains("student no idea (exact 0)\nverdict kept\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_task_is_told_before_anything_is_asked()
    {
        using CliWorld world = new();
        world.Write("mine.yaml", "name: mine\nask: Ask.\nlanguage: de\n");

        CliResult result = await world.RunAsync(
            "task", "try", world.At("mine.yaml"), world.At("images"), "--teacher", world.At("teacher"));

        Assert.Equal(2, result.Code);
        Assert.Contains("task.answer.sentence is missing", result.Error, StringComparison.Ordinal);
        Assert.Empty(world.Prompts);
    }
}
