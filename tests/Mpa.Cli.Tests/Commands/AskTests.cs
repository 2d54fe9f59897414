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
    [InlineData("@NASA: which number?")]
    [InlineData("@q")]
    public async Task A_question_that_begins_with_an_at_sign_is_text(string question)
    {
        using CliWorld world = new();
        world.Write("q", "--help");

        CliResult result = await world.RunAsync(
            "ask", world.At("teacher"), world.At("images", "3.png"), question.Replace("@q", $"@{world.At("q")}"));

        Assert.Equal(new CliResult(0, "3\n", ""), result);
        Assert.StartsWith("@", Assert.Single(world.Prompts));
    }

    [Fact]
    public async Task Of_a_run_the_leveled_student_is_asked()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe);
        world.Prompts.Clear();

        CliResult result = await world.RunAsync(
            "ask", world.Folder.Root, world.At("images", "3.png"), "Which number?");

        Assert.Equal(new CliResult(0, "3\n", ""), result);
        Assert.Equal([Mpa.Tasks.VqaTask.Named("demo").AnswerPrompt("Which number?")], world.Prompts);
    }

    [Fact]
    public async Task A_run_without_a_leveled_student_says_how_to_go_on()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe, "--until", "identify");

        CliResult result = await world.RunAsync("ask", world.Folder.Root, world.At("images", "3.png"), "Which?");

        Assert.Equal(
            new CliResult(
                2, "", "error: ROOT/run is a run that has no leveled student yet; go on with: mpa run ROOT/run\n"),
            result);
    }

    [Fact]
    public async Task A_pulled_model_is_found_by_its_name()
    {
        using CliWorld world = new();
        world.Write("home/owner--teacher/config.json", "{}");

        CliResult found = await world.RunAsync("ask", "owner/teacher", world.At("images", "3.png"), "Which number?");
        CliResult missing = await world.RunAsync("ask", "owner/other", world.At("images", "3.png"), "Which number?");

        Assert.Equal(new CliResult(0, "3\n", ""), found);
        const string Expected = "error: owner/other: there is neither such a folder nor ROOT/home/owner--other; "
            + "get the model with: mpa pull owner/other\n";
        Assert.Equal(new CliResult(2, "", Expected), missing);
    }

    [Theory]
    [InlineData("""{"base_model_name_or_path": "owner/base"}""", " of owner/base, not a model", "serve owner/base")]
    [InlineData("{}", "; it doesn't name the model that it belongs to, not a model", "serve BASE")]
    public async Task An_adapter_is_recognized_and_its_base_named(string config, string told, string next)
    {
        using CliWorld world = new();
        world.Write("tuned/adapter_config.json", config);

        CliResult result = await world.RunAsync("ask", world.At("tuned"), world.At("images", "3.png"), "Which?");

        Assert.Equal(2, result.Code);
        Assert.StartsWith($"error: ROOT/tuned is a LoRA adapter{told}", result.Error);
        Assert.Contains($"talk to it with mpa {next} --adapter tuned=ROOT/tuned", result.Error);
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
