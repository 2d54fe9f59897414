using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Parity;
using Mpa.Runs;

namespace Mpa.Tests;

/// <summary>
/// A run that was stopped, however, ends with the same files as one that wasn't, and asks nothing twice.
/// </summary>
public sealed class ResumeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_again_and_again_a_run_ends_with_the_same_files()
    {
        using World undisturbed = new();
        await undisturbed.RunAsync(cancellation: Token);
        using World world = new();

        int sessions = await RunWithCrashesAsync(world, session => 5 + (session % 7));

        Assert.True(sessions > 10);
        Assert.Equal(undisturbed.RowFiles(), world.RowFiles());
    }

    [Fact]
    public async Task Killed_once_at_any_request_a_run_ends_with_the_same_files()
    {
        using World undisturbed = new(images: 6);
        await undisturbed.RunAsync(cancellation: Token);
        int requests = undisturbed.Opened.Sum(model => model.Asked.Count);

        for (int fatal = 1; fatal <= requests; fatal++)
        {
            using World world = new(images: 6);
            await DieAtAsync(world, fatal);
            await world.RunAsync(cancellation: Token);
            Assert.Equal(undisturbed.RowFiles(), world.RowFiles());
        }
    }

    [Fact]
    public async Task A_row_that_is_on_file_is_not_asked_again()
    {
        using World undisturbed = new();
        await undisturbed.RunAsync(cancellation: Token);
        using World world = new();
        await DieAtAsync(world, 20);
        int onFile = Rows(world.Run);

        world.Forget();
        world.BeforeRequest = null;
        await world.RunAsync(cancellation: Token);

        Assert.Equal(Rows(undisturbed.Run) - onFile, world.Opened.Sum(model => model.Asked.Count));
    }

    [Fact]
    public async Task Files_cut_at_random_places_are_mended_by_the_run_or_stop_it_until_they_are_set_aside()
    {
        using World undisturbed = new();
        await undisturbed.RunAsync(cancellation: Token);
        using World world = new();
        await world.RunAsync(cancellation: Token);
        Random random = new(20);

        for (int cut = 0; cut < 20; cut++)
        {
            string[] files = Directory.GetFiles(world.Run.Root, "*.jsonl");
            using (FileStream file = File.OpenWrite(files[random.Next(files.Length)]))
            {
                file.SetLength(random.NextInt64(file.Length + 1));
            }

            await RunMendedAsync(world);
            Assert.Equal(undisturbed.RowFiles(), world.RowFiles());
        }
    }

    [Fact]
    public async Task A_training_that_died_goes_on_from_its_state_and_logs_each_step_once()
    {
        using World undisturbed = new();
        await undisturbed.RunAsync(cancellation: Token);
        using World world = new();
        world.Trainer.BeforeStep = step => Crash(step == 4);
        await Assert.ThrowsAsync<CrashException>(() => world.RunAsync(cancellation: Token));
        world.Trainer.BeforeStep = null;
        await world.RunAsync(cancellation: Token);

        Assert.Equal(undisturbed.RowFiles(), world.RowFiles());
        Assert.Equal(2, world.Trainer.Calls.Count);
    }

    [Fact]
    public async Task Canceled_a_run_ends_at_once_with_every_answered_batch_on_file()
    {
        using World world = new();
        using CancellationTokenSource source = new();
        int requests = 0;
        world.BeforeRequest = () => Cancel(source, ++requests == 8);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.RunAsync(cancellation: source.Token));

        Assert.Equal(6, JsonLines.Read<PseudoAnnotation>(world.Run.Annotations).Count);
    }

    internal static async Task<int> RunWithCrashesAsync(World world, Func<int, int> fatalRequest)
    {
        for (int session = 1; ; session++)
        {
            try
            {
                await DieAtAsync(world, fatalRequest(session), expected: false);
                return session;
            }
            catch (CrashException)
            {
                Assert.True(session < 500, "no progress");
            }
        }
    }

    private static async Task DieAtAsync(World world, int fatal, bool expected = true)
    {
        int requests = 0;
        world.BeforeRequest = () => Crash(++requests == fatal);
        try
        {
            await world.RunAsync(cancellation: Token);
        }
        catch (CrashException) when (expected)
        {
            world.BeforeRequest = null;
        }
    }

    private static async Task RunMendedAsync(World world)
    {
        try
        {
            await world.RunAsync(cancellation: Token);
        }
        catch (MpaException error)
        {
            Assert.Contains("mpa mend", error.Message, StringComparison.Ordinal);
            Assert.Single(RunMending.SetAside(world.Recipe, world.Parts));
            await world.RunAsync(cancellation: Token);
        }
    }

    internal static void Crash(bool now)
    {
        if (now)
        {
            throw new CrashException();
        }
    }

    private static void Cancel(CancellationTokenSource source, bool now)
    {
        if (now)
        {
            source.Cancel();
        }
    }

    private static int Rows(RunFolder run) =>
        JsonLines.Read<PseudoAnnotation>(run.Annotations).Count
        + JsonLines.Read<Answer>(run.TeacherAnswers).Count
        + JsonLines.Read<Answer>(run.StudentAnswers).Count
        + Examinee.OfTheTest.Sum(who => JsonLines.Read<Score>(run.Scores(who)).Count);
}

/// <summary>The end of a process, as far as a test can have it.</summary>
internal sealed class CrashException : Exception;
