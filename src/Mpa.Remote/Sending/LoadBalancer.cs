namespace Mpa.Remote.Sending;

/// <summary>
/// Where every request waits until an address bears it, first come first served: the least loaded one that is neither
/// full nor paused nor ahead of its rates. Holds the lock of all addresses.
/// </summary>
internal sealed class LoadBalancer(IReadOnlyList<Endpoint> endpoints, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _first = new(1, 1);
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private TaskCompletionSource _stepped = NewSignal();
    private int _aside;

    /// <summary>Requests that all addresses together bear at a time.</summary>
    public int Capacity
    {
        get
        {
            lock (_lock)
            {
                return endpoints.Sum(endpoint => endpoint.Limit);
            }
        }
    }

    /// <summary>Requests sent and not answered yet.</summary>
    public int UnderWay
    {
        get
        {
            lock (_lock)
            {
                return endpoints.Sum(endpoint => endpoint.UnderWay);
            }
        }
    }

    /// <summary>Requests that were told to wait, or failed, and will be tried again: they hold no place.</summary>
    public int Aside
    {
        get
        {
            lock (_lock)
            {
                return _aside;
            }
        }
    }

    /// <summary>Completes when another request steps aside.</summary>
    public Task SteppedAside
    {
        get
        {
            lock (_lock)
            {
                return _stepped.Task;
            }
        }
    }

    /// <summary>A request will be tried again, and holds no place until then.</summary>
    public void StepAside()
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            _aside++;
            signal = _stepped;
            _stepped = NewSignal();
        }

        signal.SetResult();
    }

    /// <summary>It is tried now.</summary>
    public void StepBack()
    {
        lock (_lock)
        {
            _aside--;
        }
    }

    /// <summary>Waits for an address that bears the request, and takes a place there.</summary>
    /// <param name="tokens">That it takes, as a guess.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The address, and its epoch, which goes back to <see cref="Release"/>.</returns>
    public async Task<(Endpoint Endpoint, int Epoch)> AcquireAsync(int tokens, CancellationToken cancellation)
    {
        await _first.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                TimeSpan wait;
                Task changed;
                lock (_lock)
                {
                    DateTimeOffset now = time.GetUtcNow();
                    if (Free(tokens, now) is { } endpoint)
                    {
                        endpoint.Acquire(tokens, now);
                        return (endpoint, endpoint.Epoch);
                    }

                    wait = ShortestWait(tokens, now);
                    changed = _changed.Task;
                }

                await EitherAsync(changed, wait, cancellation);
            }
        }
        finally
        {
            _first.Release();
        }
    }

    /// <summary>A request is back; see <see cref="Endpoint.Release"/>.</summary>
    /// <returns>Whether it was the only one under way: its place is taken by the next before one could ask.</returns>
    public bool Release(Endpoint endpoint, int epoch, bool? busy)
    {
        bool alone = false;
        Change(() =>
        {
            endpoint.Release(epoch, busy, time.GetUtcNow());
            alone = endpoints.All(each => each.UnderWay == 0);
        });
        return alone;
    }

    /// <summary>The address wants to be left alone.</summary>
    public void Pause(Endpoint endpoint, TimeSpan wait) => Change(() => endpoint.PauseUntil(time.GetUtcNow() + wait));

    /// <summary>The address is gone.</summary>
    public void Break(Endpoint endpoint, TimeSpan wait) => Change(() => endpoint.Break(time.GetUtcNow() + wait));

    /// <inheritdoc/>
    public void Dispose() => _first.Dispose();

    private Endpoint? Free(int tokens, DateTimeOffset now) =>
        endpoints.Where(endpoint => endpoint.WaitFor(tokens, now) == TimeSpan.Zero).MinBy(endpoint => endpoint.Load);

    /// <summary>Until an address bears it if nothing changes; infinite while all are full.</summary>
    private TimeSpan ShortestWait(int tokens, DateTimeOffset now) => endpoints
        .Select(endpoint => endpoint.WaitFor(tokens, now))
        .Where(wait => wait != Timeout.InfiniteTimeSpan)
        .DefaultIfEmpty(Timeout.InfiniteTimeSpan)
        .Min();

    private void Change(Action change)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            change();
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }

    private async Task EitherAsync(Task changed, TimeSpan wait, CancellationToken cancellation)
    {
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(changed, Task.Delay(wait, time, done.Token));
        await done.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
