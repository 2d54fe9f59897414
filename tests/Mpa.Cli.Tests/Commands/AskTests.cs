namespace Mpa.Cli.Tests.Commands;

public sealed class AskTests
{
    [Fact]
    public async Task The_answer_is_printed_and_the_question_is_asked_as_typed()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync(
            "ask", world.At("teacher"), world.At("images", "3.png"), "Which number?");

        Assert.Equal(new CliResult(0, "3\n", ""), result);
        Assert.Equal(["Which number?"], world.Prompts);
    }

    [Fact]
    public async Task A_task_gives_its_wording()
    {
        using CliWorld world = new();

        await world.RunAsync(
            "ask", world.At("teacher"), world.At("images", "3.png"), "Which number?", "--task", "demo");

        Assert.Equal([Mpa.Tasks.VqaTask.Named("demo").AnswerPrompt("Which number?")], world.Prompts);
    }

    [Fact]
    public async Task A_leveled_model_is_asked_in_the_wording_it_was_trained_on()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe);
        world.Prompts.Clear();

        await world.RunAsync("ask", world.Folder.Leveled, world.At("images", "3.png"), "Which number?");

        Assert.Equal([Mpa.Tasks.VqaTask.Named("demo").AnswerPrompt("Which number?")], world.Prompts);
    }

    [Theory]
    [InlineData("images/9.png", "64", "error: ROOT/images/9.png: there is no such image file\n")]
    [InlineData("images/3.png", "0", "error: --max-new-tokens 0: must be from 1 to 32768\n")]
    public async Task Wrong_arguments_are_users_errors(string image, string length, string expected)
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync(
            "ask", world.At("teacher"), world.At(image), "Which number?", "--max-new-tokens", length);

        Assert.Equal(new CliResult(2, "", expected), result);
    }
}
