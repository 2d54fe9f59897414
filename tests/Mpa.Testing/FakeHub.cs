using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mpa.Testing;

/// <summary>
/// A server on this machine that speaks the hub's protocol over one repository held in memory: the model API, files
/// with ranges, checksums and commit in the headers, large files by redirect where a second server is named.
/// </summary>
public sealed class FakeHub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeHub(WebApplication app) => _app = app;

    /// <summary>The repository, "owner/name".</summary>
    public const string Repository = "acme/tiny-vlm";

    /// <summary>Files by name.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>What the API states for a name in place of its file's own checksum.</summary>
    public Dictionary<string, string> StatedSha256 { get; } = [];

    /// <summary>Names that the API lists beside the files.</summary>
    public List<string> OtherNames { get; } = [];

    /// <summary>The commit of "main".</summary>
    public string Commit { get; set; } = new('a', 40);

    /// <summary>False: the API lists names only, as some mirrors do.</summary>
    public bool ListsBlobs { get; set; } = true;

    /// <summary>False: a range is not heeded, the whole file is sent.</summary>
    public bool HeedsRanges { get; set; } = true;

    /// <summary>Where large files are, when not here.</summary>
    public FakeHub? Cdn { get; set; }

    /// <summary>Looks at each request first; true when it answered it.</summary>
    public Func<HttpContext, Task<bool>> Intercept { get; set; } = _ => Task.FromResult(false);

    /// <summary>Every request so far.</summary>
    public ConcurrentQueue<FakeHubRequest> Requests { get; } = new();

    public Uri Endpoint => new(_app.Urls.First());

    public static async Task<FakeHub> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        FakeHub hub = new(builder.Build());
        hub._app.Urls.Add("http://127.0.0.1:0");
        hub._app.Run(hub.AnswerAsync);
        await hub._app.StartAsync();
        return hub;
    }

    /// <summary>A text file.</summary>
    public FakeHub With(string name, string text) => With(name, Encoding.UTF8.GetBytes(text));

    public FakeHub With(string name, byte[] bytes)
    {
        Files[name] = bytes;
        return this;
    }

    /// <summary>The requests for a file.</summary>
    public FakeHubRequest[] RequestsFor(string file) =>
        [.. Requests.Where(request => request.Path.EndsWith("/" + file, StringComparison.Ordinal))];

    /// <summary>Refuses a request as the hub does.</summary>
    public static Task<bool> RefuseAsync(
        HttpContext context, int status, string? code = null, string? message = null, string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["X-Error-Code"] = code;
        context.Response.Headers["X-Error-Message"] = message;
        context.Response.Headers.RetryAfter = retryAfter;
        return Task.FromResult(true);
    }

    /// <summary>
    /// Sends the first bytes of a file, says that all will come, and then does something else, such as to break off.
    /// </summary>
    public async Task SendFirstAsync(HttpContext context, string file, int count, Func<Task> then)
    {
        context.Response.ContentLength = Files[file].Length;
        await context.Response.Body.WriteAsync(Files[file].AsMemory(0, count));
        await context.Response.Body.FlushAsync();
        await then();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        IHeaderDictionary headers = context.Request.Headers;
        Requests.Enqueue(
            new FakeHubRequest(context.Request.Method, path, $"{headers.Range}", $"{headers.Authorization}"));
        if (await Intercept(context))
        {
            return;
        }

        string name = path.Split('/')[^1];
        if (path.StartsWith($"/api/models/{Repository}/revision/", StringComparison.Ordinal))
        {
            await context.Response.WriteAsync(Listing());
        }
        else if (!Files.TryGetValue(name, out byte[]? bytes))
        {
            await RefuseAsync(context, 404, "EntryNotFound");
        }
        else
        {
            await SendAsync(context, name, bytes);
        }
    }

    private async Task SendAsync(HttpContext context, string name, byte[] bytes)
    {
        HttpResponse response = context.Response;
        response.Headers["X-Repo-Commit"] = Commit;
        response.Headers.ETag = IsLarge(name) ? "\"of-the-store\"" : $"\"{GitSha1(bytes)}\"";
        if (IsLarge(name))
        {
            response.Headers["X-Linked-ETag"] = $"\"{Sha256(name)}\"";
            response.Headers["X-Linked-Size"] = bytes.Length.ToString(CultureInfo.InvariantCulture);
        }

        if (IsLarge(name) && Cdn is not null)
        {
            response.Redirect(new Uri(Cdn.Endpoint, $"/store/{name}?X-Signature=secret-signature").AbsoluteUri);
            return;
        }

        int from = HeedsRanges && context.Request.GetTypedHeaders().Range?.Ranges.First().From is { } start
            ? (int)start
            : 0;
        if (from > 0)
        {
            response.StatusCode = from < bytes.Length ? 206 : 416;
            response.Headers.ContentRange = $"bytes {from}-{bytes.Length - 1}/{bytes.Length}";
        }

        response.ContentLength = Math.Max(0, bytes.Length - from);
        if (context.Request.Method != "HEAD")
        {
            await response.Body.WriteAsync(bytes.AsMemory(Math.Min(from, bytes.Length)));
        }
    }

    private string Listing() => JsonSerializer.Serialize(new
    {
        id = Repository,
        sha = Commit,
        tags = new[] { "safetensors", "license:apache-2.0" },
        siblings = Files.Keys.Concat(OtherNames).Select(Sibling).ToArray(),
    });

    private object Sibling(string name)
    {
        if (!ListsBlobs || !Files.TryGetValue(name, out byte[]? bytes))
        {
            return new { rfilename = name };
        }

        int size = bytes.Length;
        return IsLarge(name)
            ? new
            {
                rfilename = name,
                size,
                blobId = new string('b', 40),
                lfs = new { sha256 = Sha256(name), size, pointerSize = 130 },
            }
            : new { rfilename = name, size, blobId = GitSha1(bytes) };
    }

    private string Sha256(string name) => StatedSha256.TryGetValue(name, out string? stated)
        ? stated
        : Convert.ToHexStringLower(SHA256.HashData(Files[name]));

    private static bool IsLarge(string name) => name.EndsWith(".safetensors", StringComparison.Ordinal);

    private static string GitSha1(byte[] bytes) =>
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]));
}

/// <summary>A request that a <see cref="FakeHub"/> got; headers are empty where it had none.</summary>
public sealed record FakeHubRequest(string Method, string Path, string Range, string Authorization);
