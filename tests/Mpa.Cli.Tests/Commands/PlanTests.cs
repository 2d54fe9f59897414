using Mpa.Testing;

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
}
