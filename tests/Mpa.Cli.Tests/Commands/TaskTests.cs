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
    public async Task Questions_of_the_users_list_are_answered_by_the_teacher_and_become_pairs()
    {
        using CliWorld world = new() { ReadsData = true };
        world.Write("images/list.csv", "image,frage\n0.png,Which number?\n0.png,Which digit?\n1.png,\n");
        world.Write(
            "mine.yaml",
            "task: demo\nimages: { path: images/list.csv, questions: frage }\nteacher: teacher\nstudent: student\n"
                + "output: run\n");

        CliResult plan = await world.RunAsync("plan", world.At("mine.yaml"));
        CliResult result = await world.RunAsync("run", world.At("mine.yaml"), "--until", "identify");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal((0, ""), (plan.Code, plan.Error));
        string[] rows = await File.ReadAllLinesAsync(
            world.Folder.Annotations, TestContext.Current.CancellationToken);
        Assert.Equal([true, true, false], rows.Select(row => row.Contains("\"given\":true", StringComparison.Ordinal)));
        Assert.Contains("\"question\":\"Which digit?\",\"answer\":\"0\"", rows[1], StringComparison.Ordinal);
        Assert.Equal(1, world.Prompts.Count(prompt => prompt.StartsWith("Write", StringComparison.Ordinal)));
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
