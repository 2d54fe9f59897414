using System.Collections.Concurrent;

namespace Mpa.Hub.Tests;

/// <summary>
/// A clock on which every wait is over at once. Timeouts, which are timers of a CancellationTokenSource, expire when
/// the test says so.
/// </summary>
internal sealed class SkippingTime : TimeProvider
{
    private readonly ConcurrentBag<Action> _timeouts = [];

    /// <summary>How long each wait would have been.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public void ExpireTimeouts()
    {
        foreach (Action expire in _timeouts)
        {
            expire();
        }
    }

    public override DateTimeOffset GetUtcNow() => new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (state is CancellationTokenSource)
        {
            _timeouts.Add(() => callback(state));
            return new Timer();
        }

        Waits.Enqueue(dueTime);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
