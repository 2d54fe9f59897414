using Mpa.Testing;

namespace Mpa.Cli.Tests.Commands;

public sealed class RunTests
{
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
