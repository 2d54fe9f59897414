using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Mpa.Models;

namespace Mpa.Testing;

/// <summary>
/// A model that answers by a function. It counts what it is asked, and can die at a given request as a process does.
/// </summary>
public sealed class FakeModel(
    string name, string fingerprint, Func<ModelRequest, ModelReply> answer) : IVisionLanguageModel
{
    public string Name { get; } = name;

    public string Fingerprint { get; } = fingerprint;

    /// <summary>Requests answered, by prompt, number of images, first image and seed.</summary>
    public ConcurrentQueue<ModelRequest> Asked { get; } = new();

    /// <summary>Sizes of the batches.</summary>
    public ConcurrentQueue<int> Batches { get; } = new();

    public bool IsDisposed { get; private set; }

    /// <summary>Called before each request; may throw to end the run there.</summary>
    public Action<ModelRequest>? BeforeRequest { get; set; }

    public Task<IReadOnlyList<ModelReply>> AskAsync(IReadOnlyList<ModelRequest> batch, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        List<ModelReply> replies = [];
        foreach (ModelRequest request in batch)
        {
            cancellation.ThrowIfCancellationRequested();
            BeforeRequest?.Invoke(request);
            replies.Add(answer(request));
            Asked.Enqueue(request);
        }

        Batches.Enqueue(batch.Count);
        return Task.FromResult<IReadOnlyList<ModelReply>>(replies);
    }

    public void Dispose() => IsDisposed = true;

    public static ModelReply Reply(string text, FinishReason finish = FinishReason.Stop) =>
        new(text, finish, PromptTokens: 10, ReplyTokens: 2, Seconds: 0);

    public static ModelReply Failure(string error) =>
        new("", FinishReason.Error, PromptTokens: 0, ReplyTokens: 0, Seconds: 0, Error: error);
}

/// <summary>A served model that has some requests under way at a time and answers the newest first.</summary>
public sealed class FakeServedModel(
    string name, string fingerprint, Func<ModelRequest, ModelReply> answer, int underWay = 4) : IServedModel
{
    public string Name { get; } = name;

    public string Fingerprint { get; } = fingerprint;

    public string? Notice { get; init; }

    /// <summary>Requests drawn, in order.</summary>
    public List<ModelRequest> Drawn { get; } = [];

    public async Task<IReadOnlyList<ModelReply>> AskAsync(
        IReadOnlyList<ModelRequest> batch, CancellationToken cancellation)
    {
        ModelReply[] replies = new ModelReply[batch.Count];
        await foreach ((int index, ModelReply reply) in AskEachAsync(batch, cancellation))
        {
            replies[index] = reply;
        }

        return replies;
    }

    public async IAsyncEnumerable<(int Index, ModelReply Reply)> AskEachAsync(
        IEnumerable<ModelRequest> requests, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Stack<(int Index, ModelRequest Request)> open = new();
        using IEnumerator<ModelRequest> next = requests.GetEnumerator();
        bool more = true;
        for (int drawn = 0; more || open.Count > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            while (more && open.Count < underWay && (more = next.MoveNext()))
            {
                Drawn.Add(next.Current);
                open.Push((drawn++, next.Current));
            }

            if (open.TryPop(out (int Index, ModelRequest Request) oldest))
            {
                await Task.Yield();
                yield return (oldest.Index, answer(oldest.Request));
            }
        }
    }

    public void Dispose()
    {
    }
}
