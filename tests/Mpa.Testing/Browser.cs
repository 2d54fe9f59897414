using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mpa.Testing;

/// <summary>
/// A headless Chromium that shows one page at a time, spoken to by the DevTools protocol
/// (chromedevtools.github.io/devtools-protocol). (Playwright would bring a Node runtime of its own to every restore.)
/// </summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    // As root and without a network: no sandbox, and nothing fetched in the background.
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
    ];

    private readonly TemporaryFolder _profile = new();
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonNode> _events = [];
    private readonly Process _process;
    private string? _session;
    private int _calls;

    private Browser(string program)
    {
        ProcessStartInfo start = new(program, [.. Arguments, $"--user-data-dir={_profile.Root}", "about:blank"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    /// <summary>The browser's path; null where none is installed.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts <see cref="Program"/> with an empty page.</summary>
    public static async Task<Browser> StartAsync(CancellationToken cancellation)
    {
        Browser browser = new(Program ?? throw new InvalidOperationException("there is no Chromium on this machine"));
        const string Address = "DevTools listening on ";
        string? line = "";
        while (line?.StartsWith(Address, StringComparison.Ordinal) == false)
        {
            line = await browser._process.StandardError.ReadLineAsync(cancellation);
        }

        string address = line?[Address.Length..]
            ?? throw new InvalidOperationException("Chromium ended before it was ready");
        await browser._socket.ConnectAsync(new Uri(address), cancellation);
        JsonNode target =
            await browser.CallAsync("Target.createTarget", new() { ["url"] = "about:blank" }, cancellation);
        JsonNode attached = await browser.CallAsync(
            "Target.attachToTarget",
            new() { ["targetId"] = $"{target["targetId"]}", ["flatten"] = true },
            cancellation);
        browser._session = $"{attached["sessionId"]}";
        foreach (string domain in new[] { "Page", "Network", "Log", "Runtime" })
        {
            await browser.CallAsync($"{domain}.enable", [], cancellation);
        }

        return browser;
    }

    /// <summary>Opens a file in a window of a width, and waits until it is loaded.</summary>
    /// <returns>What the page asked for besides itself and data in it, and what the browser complained of.</returns>
    public async Task<IReadOnlyList<string>> OpenAsync(string file, int width, CancellationToken cancellation)
    {
        _events.Clear();
        await CallAsync(
            "Emulation.setDeviceMetricsOverride",
            new() { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = false },
            cancellation);
        string url = new Uri(file).AbsoluteUri;
        await CallAsync("Page.navigate", new() { ["url"] = url }, cancellation);
        while (!_events.Any(one => $"{one["method"]}" == "Page.loadEventFired"))
        {
            await ReadAsync(cancellation);
        }

        IEnumerable<string> asked = _events
            .Where(one => $"{one["method"]}" == "Network.requestWillBeSent")
            .Select(one => $"{one["params"]!["request"]!["url"]}");
        IEnumerable<string> told = _events
            .Where(one => $"{one["method"]}" is "Log.entryAdded" or "Runtime.exceptionThrown")
            .Select(one => one.ToJsonString());
        return [.. asked.Where(one => one != url && !one.StartsWith("data:", StringComparison.Ordinal)), .. told];
    }

    /// <summary>The value of a JavaScript expression in the page, or what its promise comes to.</summary>
    public async Task<T> EvaluateAsync<T>(string expression, CancellationToken cancellation)
    {
        JsonNode result = await CallAsync(
            "Runtime.evaluate",
            new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true },
            cancellation);
        return result["result"]!["value"].Deserialize<T>()!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Dispose();
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters, CancellationToken cancellation)
    {
        int id = ++_calls;
        JsonObject call = new() { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
        {
            call["sessionId"] = _session;
        }

        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        JsonNode answer;
        do
        {
            answer = await ReadAsync(cancellation);
        }
        while (answer["id"]?.GetValue<int>() != id);
        return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer["error"]}");
    }

    /// <summary>The next message; one that answers no call is kept as an event.</summary>
    private async Task<JsonNode> ReadAsync(CancellationToken cancellation)
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[1 << 16];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        JsonNode node = JsonNode.Parse(message.ToArray())!;
        if (node["id"] is null)
        {
            _events.Add(node);
        }

        return node;
    }
}
