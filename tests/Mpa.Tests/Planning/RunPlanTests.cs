using Mpa.Models;
using Mpa.Planning;
using Mpa.Runs;

namespace Mpa.Tests.Planning;

public sealed class RunPlanTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_fresh_run_is_planned_from_its_files_alone()
    {
        using World world = new();

        RunPlan plan = RunPlan.Of(world.Recipe, world.Parts);

        Assert.Equal(14, plan.Images);
        Assert.Equal(28 + 28 + 10, plan.Requests(ModelRole.Teacher));
        Assert.Equal(28 + 10, plan.Requests(ModelRole.Student));
        Assert.Equal(10, plan.Requests(ModelRole.Leveled));
        Assert.Empty(world.Opened);
        Assert.False(Directory.Exists(world.Run.Root));
    }

    [Fact]
    public async Task Of_a_complete_run_nothing_is_left()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);

        RunPlan plan = RunPlan.Of(world.Recipe, world.Parts);

        Assert.Equal(12, plan.Images);
        Assert.All(plan.Stages, stage => Assert.True(stage.Complete));
        Assert.All(plan.Stages.SelectMany(stage => stage.Models), model => Assert.Equal(0, model.Remaining));
    }

    [Fact]
    public async Task A_plan_keeps_its_word()
    {
        using World world = new();
        await world.RunAsync(until: Stage.Annotate, cancellation: Token);
        world.Forget();
        RunPlan plan = RunPlan.Of(world.Recipe, world.Parts);

        await world.RunAsync(cancellation: Token);

        Assert.Equal(plan.Requests(ModelRole.Teacher), world.Asked("teacher").Count());
        Assert.Equal(plan.Requests(ModelRole.Student), world.Asked("student").Count());
    }

    [Fact]
    public async Task A_changed_teacher_is_planned_anew()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);

        world.TeacherVersion = "2";
        RunPlan plan = RunPlan.Of(world.Recipe, world.Parts);

        Assert.Equal([Stage.Collect], plan.Stages.Where(stage => stage.Complete).Select(stage => stage.Stage));
        Assert.Equal(24, plan.Stages[1].Models.Single().Remaining);
    }
}
