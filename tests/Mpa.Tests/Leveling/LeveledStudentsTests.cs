using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Tests.Leveling;

/// <summary>A student that was trained is not trained again, and never overwritten.</summary>
public sealed class LeveledStudentsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_of_two_settings_trains_once_however_often_they_alternate()
    {
        using World world = new();
        Recipe plain = world.Recipe, longer = plain with { Level = plain.Level with { Epochs = 4 } };
        List<string> students = [];
        for (int turn = 0; turn < 6; turn++)
        {
            world.Recipe = turn % 2 == 0 ? plain : longer;
            await world.RunAsync(cancellation: Token);
            students.Add(File.ReadAllText(Path.Combine(world.Run.Leveled, "learned.txt")));
        }

        Assert.Equal(2, world.Trainer.Calls.Count);
        Assert.Equal(students[0], students[4]);
        Assert.Equal(students[1], students[5]);
        Assert.Equal(1, KeptWork.Of(world.Run).Students);
    }

    [Fact]
    public async Task An_interrupted_training_is_kept_while_another_runs()
    {
        using World undisturbed = new();
        await undisturbed.RunAsync(cancellation: Token);
        using World world = new();
        Recipe plain = world.Recipe;
        world.Trainer.BeforeStep = step => ResumeTests.Crash(step == 4);
        await Assert.ThrowsAsync<CrashException>(() => world.RunAsync(cancellation: Token));
        world.Trainer.BeforeStep = null;
        world.Recipe = plain with { Level = plain.Level with { Epochs = 4 } };
        await world.RunAsync(cancellation: Token);
        int trained = world.Trainer.StepsDone;

        world.Recipe = plain;
        await world.RunAsync(cancellation: Token);

        Assert.Equal(undisturbed.RowFiles(), world.RowFiles());
        Assert.True(world.Trainer.StepsDone - trained < undisturbed.Trainer.StepsDone);
    }

    [Fact]
    public async Task A_student_whose_files_were_changed_stops_the_run()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);
        await File.WriteAllTextAsync(Path.Combine(world.Run.Leveled, "learned.txt"), "something else", Token);

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => world.RunAsync(cancellation: Token));

        Assert.Contains("4-leveled", error.Message, StringComparison.Ordinal);
        Assert.Contains("mpa mend", error.Message, StringComparison.Ordinal);
    }
}
