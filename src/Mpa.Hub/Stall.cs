namespace Mpa.Hub;

/// <summary>Ends a wait for the network when nothing has come for as long as the options allow.</summary>
internal sealed class Stall : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly CancellationToken _outer;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public Stall(HubOptions options, CancellationToken outer)
    {
        _patience = options.Patience;
        _outer = outer;
        _timer = new CancellationTokenSource(options.Patience, options.Time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(outer, _timer.Token);
    }

    /// <summary>Canceled by silence, or from outside.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>True when silence ended it.</summary>
    public bool Expired => _timer.IsCancellationRequested && !_outer.IsCancellationRequested;

    /// <summary>Something came: the time begins anew.</summary>
    public void Feed() => _timer.CancelAfter(_patience);

    public TransientException Error(Uri address) => new($"{HubAddress.Show(address)}: nothing came for {_patience.TotalSeconds:0} s");

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
