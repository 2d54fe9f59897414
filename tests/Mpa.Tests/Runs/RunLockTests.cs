using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests.Runs;

public sealed class RunLockTests
{
    [Fact]
    public void Two_runs_in_one_folder_are_refused()
    {
        using TemporaryFolder folder = new();
        RunFolder run = new(folder.At("run"));
        using RunLock first = RunLock.Take(run);

        MpaException error = Assert.Throws<MpaException>(() => RunLock.Take(run));

        Assert.Contains(run.Root, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_file_that_was_left_behind_is_no_obstacle()
    {
        using TemporaryFolder folder = new();
        RunFolder run = new(folder.At("run"));
        folder.Write("run/.lock", "left by a killed process");

        using RunLock taken = RunLock.Take(run);
        taken.Dispose();
        using RunLock again = RunLock.Take(run);
    }

    [Fact]
    public async Task A_pipeline_does_not_enter_a_folder_that_is_held()
    {
        using World world = new();
        using RunLock held = RunLock.Take(world.Run);

        await Assert.ThrowsAsync<MpaException>(
            () => world.RunAsync(cancellation: TestContext.Current.CancellationToken));

        Assert.Empty(world.Opened);
    }
}
