using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Mpa.Chats;
using Mpa.Imaging;
using Mpa.Models;

namespace Mpa.Web.Tests;

/// <summary>A fake model behind the real server, on a free port of loopback, and a client that talks to it.</summary>
internal sealed class Served : IAsyncDisposable
{
    private Served(WebServer server, FakeChat model, StringWriter errors)
    {
        Server = server;
        Model = model;
        Errors = errors;
        Client = new HttpClient { BaseAddress = server.Address };
    }

    /// <summary>A PNG of 2 × 1 pixels as a data URL.</summary>
    public static string DataUrl { get; } = "data:image/png;base64," + Convert.ToBase64String(Png);

    public static byte[] Png => ImageEncoder.ToPng(new RgbImage(2, 1, [255, 0, 0, 0, 0, 255]));

    public WebServer Server { get; }

    public FakeChat Model { get; }

    public StringWriter Errors { get; }

    public HttpClient Client { get; }

    public static async Task<Served> StartAsync(
        FakeChat? model = null, ServeOptions? options = null, TimeProvider? time = null)
    {
        model ??= new FakeChat();
        StringWriter errors = new();
        ServeOptions anyPort = (options ?? new ServeOptions()) with { Port = 0 };
        WebServer server = await WebServer.StartAsync(model, anyPort, errors, time ?? new ManualTime());
        return new Served(server, model, errors);
    }

    /// <summary>A question, with further members of the request.</summary>
    public static string Question(string more = "", string content = "\"How many?\"")
    {
        string rest = more.Length == 0 ? "" : "," + more;
        return $$"""{"model":"small","messages":[{"role":"user","content":{{content}}}]{{rest}}}""";
    }

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public Task<HttpResponseMessage> SendAsync(string body, CancellationToken? cancellation = null)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions") { Content = Json(body) };
        return Client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            cancellation ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Status and body.</summary>
    public async Task<(int Status, JsonElement Body)> AskAsync(string body)
    {
        using HttpResponseMessage response = await SendAsync(body);
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonElement.Parse(answer));
    }

    /// <summary>The data of each server-sent event.</summary>
    public async Task<IReadOnlyList<string>> StreamAsync(string body)
    {
        using HttpResponseMessage response = await SendAsync(body);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Data)];
    }

    private static string Data(string line) =>
        line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : $"not an event: {line}";

    public async Task<string> GetAsync(string path) =>
        await Client.GetStringAsync(path, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Model.Dispose();
    }
}

/// <summary>A model that says given words, one a piece, and can be held in the middle of a reply.</summary>
internal sealed class FakeChat : IChatModel
{
    private readonly TaskCompletionSource _canceled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _begun = new(0);

    public IReadOnlyList<string> Names { get; init; } = ["small", "small-tuned"];

    public IReadOnlyList<string> Words { get; init; } = ["twenty", "-", "one"];

    public FinishReason Finish { get; init; } = FinishReason.Stop;

    /// <summary>Awaited after the first piece of each reply.</summary>
    public Task Hold { get; init; } = Task.CompletedTask;

    /// <summary>Thrown before the first piece.</summary>
    public Exception? Refusal { get; init; }

    /// <summary>Thrown after the first piece.</summary>
    public Exception? Failure { get; init; }

    public ConcurrentQueue<ChatRequest> Asked { get; } = new();

    /// <summary>Completes when a reply was canceled.</summary>
    public Task Canceled => _canceled.Task;

    /// <summary>Waits until one more reply has begun.</summary>
    public Task BegunAsync() => _begun.WaitAsync(TestContext.Current.CancellationToken);

    public async IAsyncEnumerable<ChatPiece> ReplyAsync(
        ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Asked.Enqueue(request);
        if (Refusal is not null)
        {
            throw Refusal;
        }

        for (int i = 0; i < Words.Count; i++)
        {
            yield return new ChatPiece(
                Words[i], Scores(request, Words[i]), 7, i + 1, i == Words.Count - 1 ? Finish : null);
            if (i == 0)
            {
                _begun.Release();
                await HeldAsync(cancellation);
            }
        }
    }

    public void Dispose() => _begun.Dispose();

    private async Task HeldAsync(CancellationToken cancellation)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        try
        {
            await Hold.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            _canceled.TrySetResult();
            throw;
        }
    }

    private static IReadOnlyList<TokenScore> Scores(ChatRequest request, string word)
    {
        if (request.TopLogProbabilities is not { } count)
        {
            return [];
        }

        TokenScore[] top = [.. Enumerable.Range(0, count).Select(i => new TokenScore($"{word}{i}", -0.5 - i, []))];
        return [new TokenScore(word, -0.5, top)];
    }
}
