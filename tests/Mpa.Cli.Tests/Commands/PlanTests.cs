using System.Text.RegularExpressions;
using Mpa.Cli.Display;
using Mpa.Cli.Doctor;
using Mpa.Testing;
using Mpa.Torch;

namespace Mpa.Cli.Tests.Commands;

public sealed class PlanTests
{
    [Fact]
    public async Task A_plan_tells_who_is_asked_how_often()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("plan", world.Recipe);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.False(Directory.Exists(world.Folder.Root));
        Snapshot.Match(result.Out, "fresh");
    }

    [Fact]
    public async Task A_plan_in_the_middle_tells_what_is_answered_already()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe, "--until", "identify");

        CliResult result = await world.RunAsync("plan", world.Recipe, "--set", "evaluate.limit=3");

        Snapshot.Match(result.Out, "middle");
    }

    [Fact]
    public async Task A_plan_after_a_doctor_rests_on_what_was_measured()
    {
        using CliWorld world = new();
        await world.RunAsync("doctor");

        CliResult result = await world.RunAsync("plan", world.Recipe);

        Assert.Contains("still, by the speed that mpa doctor measured on 2025-09-20\n", result.Out);
    }

    [Fact]
    public async Task Rows_of_the_run_tell_more_than_the_machine_where_there_are_some()
    {
        using CliWorld world = new();
        await world.RunAsync("doctor");
        await world.RunAsync("run", world.Recipe, "--until", "annotate");

        CliResult result = await world.RunAsync("plan", world.Recipe, "--set", "annotate.perImage=2");

        Assert.Contains(
            "still, by the rows of this run so far, the rest by the speed that mpa doctor measured on 2025-09-20\n",
            Unwrapped(result.Out));
    }

    [Theory]
    [InlineData("{", "ROOT/cache/machine.json can't be read: mpa doctor measures anew")]
    [InlineData("""{ "form": 0 }""", "ROOT/cache/machine.json is of another version of mpa: mpa doctor measures anew")]
    [InlineData(
        """{ "form": 1, "processor": "another", "cores": 64 }""",
        "ROOT/cache/machine.json is of another machine (another, N cores): mpa doctor measures this one")]
    public async Task A_file_that_cannot_be_used_is_named_and_the_plan_guesses(string file, string why)
    {
        using CliWorld world = new();
        world.Write("cache/machine.json", file);

        CliResult result = await world.RunAsync("plan", world.Recipe);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains($"still, guessed from the models' sizes; {why}\n", Unwrapped(result.Out));
    }

    [Fact]
    public void A_row_with_a_long_name_and_large_counts_fits_80_columns_and_keeps_the_size()
    {
        PlanRow row = new(
            " 1 annotate", "teacher Qwen2.5-VL-32B-Instruct-of-a-long-name 33.5 B", "≤12,000,000", "1,234,567",
            "≤10,765,433", 360_000 * 3);

        string line = row.Line([row]);

        Assert.Equal(80, line.TrimEnd('\n').Length);
        Assert.Contains("teacher Qwen2…33.5 B ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wide_line_is_broken_at_a_space_and_a_command_is_not()
    {
        string wide = "memory  " + string.Join(' ', Enumerable.Repeat("word", 20));

        Assert.All(PlanRow.Wrapped(wide).Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Equal(wide, PlanRow.Wrapped(wide).Replace("\n        ", " ", StringComparison.Ordinal));
        Assert.Equal("next    " + wide, PlanRow.Wrapped("next    " + wide));
    }

    private static string Unwrapped(string text) => Regex.Replace(text, @"\n {8}(?=\S)", " ");

    [Theory]
    [InlineData("smolvlm-tiny")]
    [InlineData("qwen2vl-tiny-sharded")]
    public async Task A_slower_machine_takes_longer_with_either_family(string name)
    {
        using CliWorld world = new();
        string set = $"teacher={Path.Combine(Repository.OwnGoldens, "models", name, "model")}";

        string fast = await TimeAsync(world, new EngineSpeed(1e12, 1e12, 1e12), set);
        string slow = await TimeAsync(world, new EngineSpeed(1e6, 1e6, 1e6), set);

        Assert.Equal("<0:01", fast);
        Assert.Matches(@"^\d+:\d\d$", slow);
    }

    [Fact]
    public async Task After_the_run_nothing_is_left_to_do()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe);

        CliResult result = await world.RunAsync("plan", world.Folder.Root);

        Assert.Equal("done    ROOT/run/6-report.html", result.LastLine);
        Assert.DoesNotContain("to do\n", result.Out[result.Out.IndexOf("collect", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task Resolved_prints_a_recipe_that_is_the_same_recipe()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("plan", world.Recipe, "--resolved");
        world.Write("again.yaml", result.Out.Replace("ROOT", world.At()));
        CliResult again = await world.RunAsync("plan", world.At("again.yaml"), "--resolved");

        Assert.Contains("\nlevel:\n  method: \"lora\"\n", result.Out);
        Assert.Equal(result, again);
    }

    /// <summary>The last column of the annotations' row.</summary>
    private static async Task<string> TimeAsync(CliWorld world, EngineSpeed speed, string set)
    {
        MachineFile.Write(world.At("cache"), speed, new FixedTime().GetUtcNow());
        CliResult result = await world.RunAsync("plan", world.Recipe, "--set", set);
        return result.Out
            .Split('\n')
            .Single(line => line.StartsWith(" 1 annotate", StringComparison.Ordinal))
            .Split(' ')[^1];
    }
}
