using System.Text;
using System.Text.Json;
using Mpa.Imaging;

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

    public static async Task<Served> StartAsync(FakeChat? model = null, ServeOptions? options = null, TimeProvider? time = null)
    {
        model ??= new FakeChat();
        StringWriter errors = new();
        return new Served(await WebServer.StartAsync(model, (options ?? new ServeOptions()) with { Port = 0 }, errors, time ?? new ManualTime()), model, errors);
    }

    /// <summary>A question, with further members of the request.</summary>
    public static string Question(string more = "", string content = "\"How many?\"") =>
        $$"""{"model":"small","messages":[{"role":"user","content":{{content}}}]{{(more.Length == 0 ? "" : "," + more)}}}""";

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public Task<HttpResponseMessage> SendAsync(string body, CancellationToken? cancellation = null)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions") { Content = Json(body) };
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Status and body.</summary>
    public async Task<(int Status, JsonElement Body)> AskAsync(string body)
    {
        using HttpResponseMessage response = await SendAsync(body);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>The data of each server-sent event.</summary>
    public async Task<IReadOnlyList<string>> StreamAsync(string body)
    {
        using HttpResponseMessage response = await SendAsync(body);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : $"not an event: {line}")];
    }

    public async Task<string> GetAsync(string path) => await Client.GetStringAsync(path, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Model.Dispose();
    }
}
