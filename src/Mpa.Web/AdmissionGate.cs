namespace Mpa.Web;

/// <summary>
/// Counts the requests in the house and the bytes of their bodies: as many as are answered side by side, and a bounded
/// number who wait. One more is told when to come again. Once closed, it lets nobody in and tells when the last has
/// left.
/// </summary>
/// <param name="parallel">Requests answered side by side.</param>
/// <param name="queue">Requests that may wait.</param>
/// <param name="maxBytes">Bytes of all bodies in the house; one alone may have more.</param>
/// <param name="time">Measures how long an answer takes.</param>
internal sealed class AdmissionGate(int parallel, int queue, long maxBytes, TimeProvider time)
{
    private const int LongestWait = 60;

    // Weight of the newest request in the running mean.
    private const double Newest = 0.1;

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private double _meanSeconds = 1;
    private long _bytes;
    private bool _closed;

    /// <summary>Requests let in and not yet done.</summary>
    public int Count { get; private set; }

    /// <summary>Whether <see cref="CloseAsync"/> was called.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _closed;
            }
        }
    }

    /// <summary>Takes a place.</summary>
    /// <param name="bytes">Of the request's body.</param>
    /// <returns>Gives the place back when disposed; null when there is none: see <see cref="IsClosed"/> and
    /// <see cref="WaitSeconds"/>.</returns>
    public IDisposable? TryEnter(long bytes)
    {
        lock (_lock)
        {
            bool crowded = Count >= (long)parallel + queue || (Count > 0 && _bytes + bytes > maxBytes);
            if (_closed || crowded)
            {
                return null;
            }

            Count++;
            _bytes += bytes;
            return new Place(this, bytes, time.GetTimestamp());
        }
    }

    /// <summary>
    /// After how many seconds, at the present pace, one of those inside will have made room: 1 to 60.
    /// </summary>
    public int WaitSeconds()
    {
        lock (_lock)
        {
            return (int)Math.Clamp(Math.Ceiling(_meanSeconds * Count / parallel), 1, LongestWait);
        }
    }

    /// <summary>Lets nobody in any more; completes when the last has left.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            SignalIfEmpty();
        }

        return _empty.Task;
    }

    private void Leave(long bytes, long entered)
    {
        lock (_lock)
        {
            Count--;
            _bytes -= bytes;
            _meanSeconds += Newest * (time.GetElapsedTime(entered).TotalSeconds - _meanSeconds);
            SignalIfEmpty();
        }
    }

    private void SignalIfEmpty()
    {
        if (_closed && Count == 0)
        {
            _empty.TrySetResult();
        }
    }

    private sealed class Place(AdmissionGate gate, long bytes, long entered) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _left, true))
            {
                gate.Leave(bytes, entered);
            }
        }
    }
}
