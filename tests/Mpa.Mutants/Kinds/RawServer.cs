using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mpa.Mutants.Kinds;

/// <summary>A server on loopback that sends prepared bytes, whatever they are, and hangs up.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[][] _annotations;
    private readonly byte[][] _answers;
    private readonly byte[] _soundPair;
    private int _annotated;
    private int _answered;

    /// <param name="annotations">One for each request of a pair, in turn; none is used under "/sound".</param>
    /// <param name="answers">One for each question, in turn.</param>
    /// <param name="soundPair">To requests of a pair under "/sound".</param>
    public RawServer(byte[][] annotations, byte[][] answers, byte[] soundPair)
    {
        (_annotations, _answers, _soundPair) = (annotations, answers, soundPair);
        _listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _ = ServeAsync();
    }

    public string Url { get; }

    /// <summary>A whole response around a body.</summary>
    public static byte[] Sound(byte[] body) =>
    [
        .. Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n"),
        .. body,
    ];

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                _ = AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The trial is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using NetworkStream stream = client.GetStream();
                string request = await ReadAsync(stream);
                await stream.WriteAsync(Choose(request));
            }
        }
        catch (IOException)
        {
            // The client hung up first.
        }
    }

    private byte[] Choose(string request)
    {
        if (!request.StartsWith("POST", StringComparison.Ordinal))
        {
            return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
        }

        if (request.Contains("Answer with a single word", StringComparison.Ordinal))
        {
            return _answers[Interlocked.Increment(ref _answered) % _answers.Length];
        }

        return request.StartsWith("POST /sound", StringComparison.Ordinal)
            ? _soundPair
            : _annotations[Interlocked.Increment(ref _annotated) % _annotations.Length];
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        using MemoryStream read = new();
        byte[] buffer = new byte[64 << 10];
        while (true)
        {
            int count = await stream.ReadAsync(buffer);
            read.Write(buffer, 0, count);
            string text = Encoding.Latin1.GetString(read.GetBuffer(), 0, (int)read.Length);
            int head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (count == 0 || (head >= 0 && text.Length >= head + 4 + BodyLength(text[..head])))
            {
                return text;
            }
        }
    }

    private static int BodyLength(string head)
    {
        const string name = "content-length:";
        int at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head[(at + name.Length)..].Split('\r')[0]);
    }
}
