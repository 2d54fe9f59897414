using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Parity;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Tests.Asking;

/// <summary>What was asked under other settings stays, and is there when they return.</summary>
public sealed class KeptRowsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_that_return_find_every_row_and_student_they_had()
    {
        using World world = new();
        Recipe plain = world.Recipe;
        await world.RunAsync(cancellation: Token);
        IReadOnlyDictionary<string, string> rows = world.RowFiles();

        world.Recipe = plain with
        {
            Seed = 4,
            Annotate = plain.Annotate with { PerImage = 1, Temperature = 0.7 },
            Identify = plain.Identify with { MaxNewTokens = 7 },
            Level = plain.Level with { Epochs = 4 },
            Evaluate = plain.Evaluate! with { MaxNewTokens = 9, Teacher = false },
        };
        await world.RunAsync(cancellation: Token);
        Assert.NotEqual(rows, world.RowFiles());
        world.Forget();

        world.Recipe = plain;
        await world.RunAsync(cancellation: Token);

        Assert.Equal(rows, world.RowFiles());
        Assert.Empty(world.Opened);
        Assert.Empty(world.Trainer.Calls);
    }

    [Fact]
    public async Task A_plan_tells_what_goes_aside_and_what_comes_back()
    {
        using World world = new();
        Recipe plain = world.Recipe;
        await world.RunAsync(cancellation: Token);

        world.Recipe = plain with { Evaluate = plain.Evaluate! with { MaxNewTokens = 9 } };
        Assert.Equal((30, 0), (Plan(world).SetAside, Plan(world).TakenUp));
        await world.RunAsync(cancellation: Token);
        Assert.Equal(30, Plan(world).Kept.Rows);

        world.Recipe = plain;
        RunPlan plan = Plan(world);

        Assert.Equal((30, 30), (plan.SetAside, plan.TakenUp));
        Assert.All(plan.Stages.SelectMany(stage => stage.Models), model => Assert.Equal(0, model.Remaining));
    }

    [Fact]
    public async Task A_row_goes_aside_once_however_often_its_settings_come_and_go()
    {
        using World world = new();
        Recipe plain = world.Recipe;
        await world.RunAsync(cancellation: Token);
        for (int turn = 0; turn < 3; turn++)
        {
            world.Recipe = plain with { Evaluate = plain.Evaluate! with { MaxNewTokens = 9 } };
            await world.RunAsync(cancellation: Token);
            world.Recipe = plain;
            await world.RunAsync(cancellation: Token);
        }

        Assert.Equal(60, KeptWork.Of(world.Run).Rows);
    }

    [Fact]
    public async Task Scores_of_a_model_that_is_no_longer_examined_are_kept()
    {
        using World world = new();
        Recipe plain = world.Recipe;
        await world.RunAsync(cancellation: Token);

        world.Recipe = plain with { Evaluate = plain.Evaluate! with { Teacher = false } };
        await world.RunAsync(cancellation: Token);
        Assert.False(File.Exists(world.Run.Scores(Examinee.Teacher)));
        world.Forget();

        world.Recipe = plain;
        await world.RunAsync(cancellation: Token);

        Assert.Equal(10, JsonLines.Read<Score>(world.Run.Scores(Examinee.Teacher)).Count);
        Assert.Empty(world.Opened);
    }

    [Fact]
    public async Task Another_run_takes_kept_rows_too()
    {
        using World world = new();
        Recipe plain = world.Recipe;
        await world.RunAsync(until: Stage.Identify, cancellation: Token);
        world.Recipe = plain with { Identify = plain.Identify with { MaxNewTokens = 7 } };
        await world.RunAsync(until: Stage.Identify, cancellation: Token);
        world.Forget();

        world.Recipe = plain with { Output = world.At("second"), Reuse = [plain.Output] };
        await world.RunAsync(until: Stage.Identify, cancellation: Token);

        Assert.Empty(world.Opened);
        Assert.All(JsonLines.Read<Answer>(world.Run.StudentAnswers), row => Assert.Equal(plain.Output, row.From));
    }

    [Fact]
    public async Task Cleaning_removes_what_is_kept_and_nothing_else()
    {
        using World world = new();
        Recipe plain = world.Recipe;
        await world.RunAsync(cancellation: Token);
        world.Recipe = plain with { Level = plain.Level with { Epochs = 4 } };
        await world.RunAsync(cancellation: Token);
        IReadOnlyDictionary<string, string> rows = world.RowFiles();

        KeptWork removed = KeptWork.Remove(world.Run);

        Assert.Equal((10, 1), (removed.Rows, removed.Students));
        Assert.Equal(new KeptWork(0, 0, 0), KeptWork.Of(world.Run));
        Assert.Equal(rows, world.RowFiles());
        world.Forget();
        await world.RunAsync(cancellation: Token);
        Assert.Empty(world.Opened);
    }

    private static RunPlan Plan(World world) => RunPlan.Of(world.Recipe, world.Parts);
}
