namespace Mpa.Cli.Tests.Commands;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("error: mpa has no \"rum\" — did you mean \"run\"?\n       mpa --help shows what there is\n", "rum")]
    [InlineData(
        "error: mpa run has no \"--untill\" — did you mean \"--until\"?\n       mpa run --help shows what there is\n",
        "run", "my.yaml", "--untill", "level")]
    [InlineData(
        "error: Required argument 'run' missing for command: 'run'\n       mpa run --help shows what there is\n",
        "run")]
    [InlineData(
        "error: nowhere.yaml: there is no such recipe; recipes/demo.yaml is one to begin with\n",
        "run", "nowhere.yaml")]
    [InlineData(
        "error: recipes: there is no run here (no run.json); mpa run recipe.yaml makes one\n", "report", "recipes")]
    [InlineData(
        "error: recipes: there is no run here (no run.json); mpa run recipe.yaml makes one\n", "level", "recipes")]
    [InlineData(
        "error: nowhere: there is no such model folder; mpa models lists those in ROOT/home\n",
        "ask", "nowhere", "a.png", "what?")]
    [InlineData(
        "error: nowhere.yaml: there is no such recipe; those of the bundled models are recipes/pretrain-*.yaml\n",
        "pretrain", "nowhere.yaml")]
    public async Task A_users_error_is_told_with_the_next_step(string expected, params string[] args)
    {
        using CliWorld world = new();

        Assert.Equal(new CliResult(2, "", expected), await world.RunAsync(args));
    }

    [Fact]
    public async Task Each_line_of_a_users_error_says_error()
    {
        using CliWorld world = new();
        world.Write("my.yaml", "task: demo\nimages: nowhere\nteacher: teacher\nstudent: student\nlevel: { rank: 0 }\n");

        CliResult result = await world.RunAsync("run", world.Recipe);

        const string Expected =
            "error: ROOT/my.yaml:2: images: there is no ROOT/nowhere\n" +
            "error: ROOT/my.yaml:5: level.rank must be a whole number from 1 to 4096, not \"0\"\n";
        Assert.Equal((2, Expected), (result.Code, result.Error));
    }

    [Fact]
    public async Task An_unknown_stage_is_told_with_the_nearest()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("run", world.Recipe, "--until", "identfy");

        Assert.Equal(
            (2, "error: --until identfy: there is no such stage — did you mean \"identify\"?\n"),
            (result.Code, result.Error));
    }

    [Fact]
    public async Task A_failure_on_the_way_says_which_command_goes_on_and_it_does()
    {
        using CliWorld world = new() { BeforeRequest = () => throw new IOException("No space left on device") };

        CliResult failed = await world.RunAsync("run", world.Recipe);
        world.BeforeRequest = () => { };
        CliResult again = await world.RunAsync("run", world.Recipe);

        const string Expected =
            "failed: No space left on device\n" +
            "What was done is kept. When the cause is mended, go on with: mpa run ROOT/my.yaml\n";
        Assert.Equal((1, Expected), (failed.Code, failed.Error));
        Assert.Equal((0, ""), (again.Code, again.Error));
    }

    [Fact]
    public async Task Ctrl_C_ends_after_the_batch_under_way_and_the_same_command_goes_on()
    {
        using CancellationTokenSource ctrlC = new();
        using CliWorld world = new() { BeforeRequest = ctrlC.Cancel };

        CliResult stopped = await world.RunAsync(ctrlC.Token, "run", world.Recipe);
        world.BeforeRequest = () => { };
        CliResult again = await world.RunAsync("run", world.Recipe);

        Assert.Equal(
            (130, "stopped; what was done is kept. Go on with: mpa run ROOT/my.yaml\n"),
            (stopped.Code, stopped.Error));
        Assert.Equal(0, again.Code);
    }

    [Fact]
    public async Task A_bug_shows_its_stack_and_where_to_report_it()
    {
        using CliWorld world = new() { BeforeRequest = () => throw new InvalidOperationException("impossible") };

        CliResult result = await world.RunAsync("run", world.Recipe);

        Assert.Equal(70, result.Code);
        Assert.StartsWith("System.InvalidOperationException: impossible\n   at ", result.Error);
        Assert.Contains("This is a bug in mpa. Please report it (CONTRIBUTING.md says how)", result.Error);
    }
}
