namespace Mpa.Hub;

/// <summary>Reads a response's body; what breaks on the way is told as a failure that may pass.</summary>
internal sealed class BodyReader : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly Stall _stall;
    private readonly Uri _address;

    private BodyReader(Stream stream, Stall stall, Uri address)
    {
        _stream = stream;
        _stall = stall;
        _address = address;
    }

    public static async Task<BodyReader> OpenAsync(HubReply reply, Stall stall) =>
        new(await reply.Message.Content.ReadAsStreamAsync(stall.Token), stall, reply.Message.RequestMessage!.RequestUri!);

    /// <summary>The next bytes; 0 at the end.</summary>
    public async Task<int> ReadAsync(Memory<byte> buffer)
    {
        _stall.Feed();
        try
        {
            return await _stream.ReadAsync(buffer, _stall.Token);
        }
        catch (OperationCanceledException) when (_stall.Expired)
        {
            throw _stall.Error(_address);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw new TransientException($"{HubAddress.Show(_address)}: the connection broke ({error.Message})", inner: error);
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
                throw new MpaException($"{HubAddress.Show(_address)}: the answer is longer than {most >> 20} MiB; is HF_ENDPOINT a hub?");
            }
        }

        return whole.ToArray();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
