using System.Collections.Concurrent;
using Mpa.Testing;

namespace Mpa.Hub.Tests;

/// <summary>A hub with a small model, and a folder to pull it to.</summary>
internal sealed class PullWorld : IAsyncDisposable
{
    public const string Weights = "model.safetensors";
    public const string Token = "hf_verySecretToken123";
    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _heard = new(0);

    private PullWorld(FakeHub hub) => Hub = hub;

    public FakeHub Hub { get; }

    public SkippingTime Time { get; } = new();

    public string? GivenToken { get; set; } = Token;

    public long FreeBytes { get; set; } = long.MaxValue;

    /// <summary>News of all pulls.</summary>
    public List<PullProgress> News { get; } = [];

    /// <summary>Bytes that the pull under way has received.</summary>
    public long Received { get; private set; }

    public string Target => _folder.At("models", "acme--tiny-vlm");

    public string Staging => Target + ".part";

    public static async Task<PullWorld> CreateAsync()
    {
        FakeHub hub = await FakeHub.StartAsync();
        hub.With("config.json", """{"model_type":"smolvlm"}""")
            .With("tokenizer.json", "{}")
            .With("README.md", "# no")
            .With(Weights, Bytes(3_000_000, 1));
        return new PullWorld(hub);
    }

    public static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Prepares and runs, as the command does.</summary>
    public async Task<ModelPull> PullAsync(string revision = "main")
    {
        ModelPull pull = await PrepareAsync(revision);
        using (pull)
        {
            if (!pull.IsDone)
            {
                await pull.RunAsync(TestContext.Current.CancellationToken);
            }
        }

        return pull;
    }

    public Task<ModelPull> PrepareAsync(string revision = "main") =>
        ModelPull.PrepareAsync(
            new HubModelName("acme", "tiny-vlm", revision),
            Target,
            Options(),
            Hear,
            TestContext.Current.CancellationToken);

    /// <summary>
    /// The user's error that pulling gives; nothing may lie at the target then, and the token in no message.
    /// </summary>
    public async Task<string> RefusedAsync() => Checked(await Assert.ThrowsAsync<MpaException>(() => PullAsync()));

    /// <summary>The failure on the way that pulling gives.</summary>
    public async Task<string> FailedAsync<T>()
        where T : Exception => Checked(await Assert.ThrowsAnyAsync<T>(() => PullAsync()));

    /// <summary>Ends when the pull under way has received so much in all.</summary>
    public async Task HasReceivedAsync(long bytes)
    {
        while (Received < bytes)
        {
            await _heard.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Target, name));

    public string[] Names()
    {
        IEnumerable<string> names = Directory.EnumerateFileSystemEntries(Target).Select(path => Path.GetFileName(path));
        return [.. names.Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        _folder.Dispose();
    }

    private void Hear(PullProgress news)
    {
        News.Add(news);
        Received = news.Received;
        _heard.Release();
    }

    private HubOptions Options() =>
        new(Hub.Endpoint, GivenToken) { Time = Time, FreeBytes = _ => FreeBytes, Retries = 3 };

    private string Checked(Exception error)
    {
        Assert.DoesNotContain(Token, error.ToString());
        Assert.DoesNotContain("secret-signature", error.ToString());
        Assert.False(Directory.Exists(Target));
        return error.Message;
    }
}

/// <summary>
/// A clock on which every wait is over at once. Timeouts, which are timers of a CancellationTokenSource, expire when
/// the test says so.
/// </summary>
internal sealed class SkippingTime : TimeProvider
{
    private readonly ConcurrentBag<Action> _timeouts = [];

    /// <summary>How long each wait would have been.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public void ExpireTimeouts()
    {
        foreach (Action expire in _timeouts)
        {
            expire();
        }
    }

    public override DateTimeOffset GetUtcNow() => new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (state is CancellationTokenSource)
        {
            _timeouts.Add(() => callback(state));
            return new Timer();
        }

        Waits.Enqueue(dueTime);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
