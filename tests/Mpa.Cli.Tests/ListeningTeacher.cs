using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Mpa.Cli.Tests;

/// <summary>
/// A teacher's server on loopback, as small as can be: each reply is a pair of its own number, and repeats the key it
/// was sent.
/// </summary>
internal sealed class ListeningTeacher : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;
    private int _replies;

    public ListeningTeacher()
    {
        int port = FreePort();
        Url = $"http://127.0.0.1:{port}/v1";
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _loop = Task.Run(ServeAsync);
    }

    public string Url { get; }

    /// <summary>Replies sent.</summary>
    public int Replies => _replies;

    /// <summary>Called before the reply of this number is sent.</summary>
    public Action<int> BeforeReply { get; set; } = _ => { };

    public void Dispose()
    {
        _listener.Close();
        _loop.GetAwaiter().GetResult();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The client was killed, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        await context.Request.InputStream.CopyToAsync(Stream.Null);
        int number = Interlocked.Increment(ref _replies);
        BeforeReply(number);
        string? key = context.Request.Headers["Authorization"];
        JsonObject choice = new()
        {
            ["message"] = new JsonObject
            {
                ["content"] = $"Question: What is number {number}?\nAnswer: {number}\n{key}",
            },
            ["finish_reason"] = "stop",
        };
        JsonObject reply = new()
        {
            ["model"] = "listening-1",
            ["choices"] = new JsonArray(choice),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 1000, ["completion_tokens"] = 100 },
        };
        byte[] body = Encoding.UTF8.GetBytes(reply.ToJsonString());
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
