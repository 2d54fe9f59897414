namespace Mpa.Web.Tests;

/// <summary>A clock that stands still until a test lets its timers ring.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<Timer> _timers = [];

    public override DateTimeOffset GetUtcNow() => new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(() => callback(state));
        lock (_timers)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    public void Ring()
    {
        Timer[] timers;
        lock (_timers)
        {
            timers = [.. _timers];
        }

        Array.ForEach(timers, timer => timer.Ring());
    }

    private sealed class Timer(Action ring) : ITimer
    {
        private bool _stopped;

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Ring()
        {
            if (!_stopped)
            {
                ring();
            }
        }

        public void Dispose() => _stopped = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
