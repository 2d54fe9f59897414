namespace Mpa.Torch.Tests;

public sealed class WorkThreadTests
{
    [Fact]
    public async Task All_work_is_done_in_order_on_one_thread()
    {
        using WorkThread thread = new("test");
        List<int> order = [];

        int[] threads = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => thread.Run(
            () =>
            {
                order.Add(i);
                return Environment.CurrentManagedThreadId;
            },
            TestContext.Current.CancellationToken)));

        Assert.Single(threads.Distinct());
        Assert.Equal(Enumerable.Range(0, 50), order);
    }

    [Fact]
    public async Task What_the_work_throws_reaches_the_caller_and_the_thread_goes_on()
    {
        using WorkThread thread = new("test");

        await Assert.ThrowsAsync<MpaException>(() => thread.Run<int>(
            () => throw new MpaException("no"), TestContext.Current.CancellationToken));

        Assert.Equal(7, await thread.Run(() => 7, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Who_waits_for_the_work_gets_its_result_or_what_it_threw()
    {
        using WorkThread thread = new("test");

        Assert.Equal(7, thread.Do(() => 7));
        MpaException error = Assert.Throws<MpaException>(() => thread.Do<int>(() => throw new MpaException("no")));
        Assert.Equal("no", error.Message);
    }

    [Fact]
    public async Task Canceled_work_that_waits_is_left_out()
    {
        using WorkThread thread = new("test");
        using CancellationTokenSource canceled = new();
        using ManualResetEventSlim begin = new();
        Task<int> first = thread.Run(
            () =>
            {
                begin.Wait(TestContext.Current.CancellationToken);
                return 1;
            },
            TestContext.Current.CancellationToken);
        bool done = false;
        Task<bool> second = thread.Run(() => done = true, canceled.Token);

        await canceled.CancelAsync();
        begin.Set();

        Assert.Equal(1, await first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(done);
    }

    [Fact]
    public void What_a_thread_loaded_is_disposed_on_it()
    {
        (WorkThread thread, Recorder loaded) = WorkThread.Start("test", () => new Recorder());

        thread.End(loaded.Dispose);
        thread.End(loaded.Dispose);
        thread.Dispose();

        Assert.Equal([loaded.Made], loaded.Disposed);
        Assert.NotEqual(Environment.CurrentManagedThreadId, loaded.Made);
    }

    [Fact]
    public void A_thread_that_fails_to_load_ends()
    {
        Thread? thread = null;

        Assert.Throws<MpaException>(() => WorkThread.Start<int>("test", () =>
        {
            thread = Thread.CurrentThread;
            throw new MpaException("no");
        }));

        Assert.False(thread!.IsAlive);
    }

    [Fact]
    public void A_thread_ends_even_where_disposing_fails()
    {
        (WorkThread work, Thread thread) = WorkThread.Start("test", () => Thread.CurrentThread);

        Assert.Throws<MpaException>(() => work.End(() => throw new MpaException("no")));

        Assert.False(thread.IsAlive);
    }

    [Fact]
    public async Task An_ended_thread_takes_no_work()
    {
        WorkThread thread = new("test");
        thread.Dispose();

        await Assert.ThrowsAnyAsync<InvalidOperationException>(
            () => thread.Run(() => 1, TestContext.Current.CancellationToken));
    }

    private sealed class Recorder : IDisposable
    {
        public int Made { get; } = Environment.CurrentManagedThreadId;

        public List<int> Disposed { get; } = [];

        public void Dispose() => Disposed.Add(Environment.CurrentManagedThreadId);
    }
}
