namespace Mpa.Hub.Protocol;

/// <summary>Reads a response's body; what breaks on the way is told as a failure that may pass.</summary>
internal sealed class BodyReader : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly IdleTimer _idle;
    private readonly Uri _address;

    private BodyReader(Stream stream, IdleTimer idle, Uri address)
    {
        _stream = stream;
        _idle = idle;
        _address = address;
    }

    public static async Task<BodyReader> OpenAsync(HubReply reply, IdleTimer idle) =>
        new(await reply.Message.Content.ReadAsStreamAsync(idle.Token), idle, reply.Message.RequestMessage!.RequestUri!);

    /// <summary>The next bytes; 0 at the end.</summary>
    public async Task<int> ReadAsync(Memory<byte> buffer)
    {
        _idle.Restart();
        try
        {
            return await _stream.ReadAsync(buffer, _idle.Token);
        }
        catch (OperationCanceledException) when (_idle.Expired)
        {
            throw _idle.Error(_address);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw new TransientException(
                $"{HubAddress.Show(_address)}: the connection broke ({error.Message})", inner: error);
        }
    }

    /// <summary>The whole body, if it is no longer than <paramref name="most"/> bytes.</summary>
    /// <exception cref="MpaException">It is longer.</exception>
    public async Task<byte[]> ReadAllAsync(int most)
    {
        using MemoryStream whole = new();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = await ReadAsync(buffer)) > 0;)
        {
            whole.Write(buffer, 0, read);
            if (whole.Length > most)
            {
                throw new MpaException(
                    $"{HubAddress.Show(_address)}: the answer is longer than {most >> 20} MiB; is HF_ENDPOINT a hub?");
            }
        }

        return whole.ToArray();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}

/// <summary>Ends a wait for the network when nothing has come for as long as the options allow.</summary>
internal sealed class IdleTimer : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _outer;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public IdleTimer(HubOptions options, CancellationToken outer)
    {
        _timeout = options.IdleTimeout;
        _outer = outer;
        _timer = new CancellationTokenSource(options.IdleTimeout, options.Time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(outer, _timer.Token);
    }

    /// <summary>Canceled by silence, or from outside.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>True when silence ended it.</summary>
    public bool Expired => _timer.IsCancellationRequested && !_outer.IsCancellationRequested;

    /// <summary>Something came: the time begins anew.</summary>
    public void Restart() => _timer.CancelAfter(_timeout);

    public TransientException Error(Uri address) =>
        new($"{HubAddress.Show(address)}: nothing came for {_timeout.TotalSeconds:0} s");

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
