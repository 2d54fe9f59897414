using Mpa.Testing;

namespace Mpa.Cli.Tests.Commands;

public sealed class RunTests
{
    [Theory]
    [InlineData(0, "", "--min-score", "90")]
    [InlineData(
        3,
        "below --min-score 99.5: there is no score of a leveled student: nothing was leveled or tested\n",
        "--min-score", "99.5", "--set", "level.select=none")]
    [InlineData(2, "error: --min-score 101: must be a percentage from 0 to 100\n", "--min-score", "101")]
    [InlineData(
        2,
        "error: --min-score 5: the score is known after the last stage; leave out --until\n",
        "--min-score", "5", "--until", "level")]
    public async Task A_score_below_the_bar_has_an_exit_code_of_its_own(int code, string told, params string[] args)
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync(["run", world.Recipe, .. args]);

        Assert.Equal((code, told), (result.Code, result.Error));
    }

    [Theory]
    [InlineData(0, "", "90")]
    [InlineData(2, "error: --min-score 101: must be a percentage from 0 to 100\n", "101")]
    public async Task The_report_of_a_run_has_the_same_bar(int code, string told, string percent)
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe);

        CliResult result = await world.RunAsync("report", world.Folder.Root, "--min-score", percent);

        Assert.Equal((code, told), (result.Code, result.Error));
    }

    [Fact]
    public async Task The_report_of_a_run_below_the_bar_is_written_and_ends_with_exit_code_3()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe, "--set", "level.select=none");

        CliResult result = await world.RunAsync("report", world.Folder.Root, "--min-score", "99.5");

        Assert.Equal(3, result.Code);
        Assert.StartsWith("report  ", result.Out);
        Assert.StartsWith("below --min-score 99.5: there is no score", result.Error);
    }

    [Fact]
    public async Task A_trial_shows_pairs_and_leaves_the_run_alone()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("annotate", world.Recipe, "--try", "2");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.StartsWith("mpa annotate --try · teacher teacher", result.Out);
        Assert.Contains("image   1.png\nprompt  Write", result.Out);
        Assert.Contains(
            "reply   Question: Which number?\n        Answer: 1\npair    Which number? → 1\n"
                + "tried   2 pairs of 2 replies; nothing was written into the run\n",
            result.Out);
        Assert.False(Directory.Exists(world.Folder.Root));
    }

    [Theory]
    [InlineData("error: --try 0: must be from 1 to 100 images\n", "--try", "0")]
    [InlineData(
        "error: --try asks the teacher now, and --batch-file and --batch-results later: give one of them\n",
        "--try", "2", "--batch-file", "requests.jsonl")]
    public async Task A_trial_that_cannot_be_is_a_users_error(string expected, params string[] args)
    {
        using CliWorld world = new();

        Assert.Equal(
            new CliResult(2, "", expected), await world.RunAsync(["annotate", world.Recipe, .. args]));
    }

    [Fact]
    public async Task A_run_goes_on_by_its_folder()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe, "--until", "identify");
        world.Prompts.Clear();

        CliResult result = await world.RunAsync("run", world.Folder.Root);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.True(Directory.Exists(world.Folder.Leveled));
        Assert.DoesNotContain(world.Prompts, prompt => prompt.StartsWith("Write", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Off_a_terminal_a_run_prints_one_plain_line_a_stage()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("run", world.Recipe);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.DoesNotContain('\u001b', result.Out);
        Snapshot.Match(result.Out, "plain");
    }

    [Fact]
    public async Task A_second_run_finds_everything_done()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe);
        world.Prompts.Clear();

        CliResult result = await world.RunAsync("run", world.Recipe);

        Assert.Empty(world.Prompts);
        Snapshot.Match(result.Out, "again");
    }

    [Fact]
    public async Task On_a_terminal_bars_move_and_the_last_lines_are_the_same()
    {
        using CliWorld plain = new();
        using CliWorld live = new() { Interactive = true };

        CliResult expected = await plain.RunAsync("run", plain.Recipe);
        CliResult result = await live.RunAsync("run", live.Recipe);

        Assert.Contains("\u001b[", result.Out);
        Assert.Contains("annotate", result.Out);
        Assert.Contains("6/6 requests", result.Out);
        Assert.Equal(expected.LastLine, result.LastLine);
    }

    [Fact]
    public async Task NO_COLOR_leaves_bars_without_colors()
    {
        using CliWorld world = new() { Interactive = true, Color = false };

        CliResult result = await world.RunAsync("run", world.Recipe);

        Assert.DoesNotMatch(@"\x1b\[[0-9;]*[1-9][0-9;]*m", result.Out);
    }

    [Fact]
    public async Task Until_stops_there_and_says_what_is_next()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("run", world.Recipe, "--until", "identify");

        Assert.Equal("next    mpa level ROOT/run", result.LastLine);
        Assert.False(Directory.Exists(world.Folder.Leveled));
    }

    [Fact]
    public async Task The_stages_one_by_one_make_the_same_run()
    {
        using CliWorld whole = new();
        using CliWorld parts = new();
        await whole.RunAsync("run", whole.Recipe);

        await parts.RunAsync("annotate", parts.Recipe);
        string[] next = ["identify", "level", "evaluate"];
        List<string> last = [.. next.Select(stage => parts.RunAsync(stage, parts.Folder.Root).Result.LastLine)];

        Assert.Equal(
            ["next    mpa level ROOT/run", "next    mpa evaluate ROOT/run", "next    mpa report ROOT/run"],
            last);
        Assert.Equal(File.ReadAllText(whole.Folder.Parity), File.ReadAllText(parts.Folder.Parity));
    }

    [Fact]
    public async Task A_stage_too_early_is_a_users_error()
    {
        using CliWorld world = new();
        await world.RunAsync("annotate", world.Recipe);

        CliResult result = await world.RunAsync("evaluate", world.Folder.Root);

        Assert.Equal(2, result.Code);
        Assert.Contains("not complete", result.Error);
    }

    [Fact]
    public async Task A_run_that_keeps_nothing_ends_with_where_to_look()
    {
        using CliWorld world = new();
        world.Write("my.yaml", "task: demo\nimages: images\nteacher: teacher\nstudent: teacher\noutput: run\n");

        CliResult result = await world.RunAsync("run", world.Recipe);

        Assert.Equal(
            "Nothing was kept, so no student was trained: the report's funnel shows where the pairs went.",
            result.LastLine);
    }
}
