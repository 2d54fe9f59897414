namespace Mpa.Remote.Tests.Fakes;

/// <summary>
/// A clock that jumps: who waits for less than <see cref="Held"/> has waited at once, and the clock shows it. Longer
/// waits are time-outs; they end when a test says so.
/// </summary>
internal sealed class EagerTime : TimeProvider
{
    /// <summary>Timers of this length or longer are held.</summary>
    public static readonly TimeSpan Held = TimeSpan.FromMinutes(1.5);

    private static readonly DateTimeOffset Start = new(2025, 9, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly Lock _lock = new();
    private readonly HashSet<EagerTimer> _held = [];
    private TimeSpan _passed;

    /// <summary>Called when a timer begins: something has just happened to who waits.</summary>
    public Action OnTimer { get; set; } = () => { };

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Passed
    {
        get
        {
            lock (_lock)
            {
                return _passed;
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => Start + Passed;

    public override long GetTimestamp() => Passed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        EagerTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        OnTimer();
        return timer;
    }

    /// <summary>Time goes by.</summary>
    public void Advance(TimeSpan time)
    {
        lock (_lock)
        {
            _passed += time;
        }
    }

    /// <summary>Ends every time-out under way.</summary>
    public void Expire()
    {
        EagerTimer[] held;
        lock (_lock)
        {
            held = [.. _held];
            _held.Clear();
        }

        Array.ForEach(held, timer => timer.Fire());
    }

    private sealed class EagerTimer(EagerTime time, Action callback) : ITimer
    {
        private TimeSpan _due;
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                int version = ++_version;
                _due = time._passed + dueTime;
                time._held.Remove(this);
                if (dueTime >= Held)
                {
                    time._held.Add(this);
                }
                else if (dueTime >= TimeSpan.Zero)
                {
                    ThreadPool.QueueUserWorkItem(_ => FireIf(version));
                }
            }

            return true;
        }

        public void Fire()
        {
            lock (time._lock)
            {
                time._passed = time._passed > _due ? time._passed : _due;
            }

            callback();
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                _version++;
                time._held.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void FireIf(int version)
        {
            lock (time._lock)
            {
                if (version != _version)
                {
                    return;
                }
            }

            Fire();
        }
    }
}
