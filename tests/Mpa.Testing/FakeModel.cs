using System.Collections.Concurrent;
using Mpa.Models;

namespace Mpa.Testing;

/// <summary>A model that answers by a function. It counts what it is asked, and can die at a given request as a process does.</summary>
public sealed class FakeModel(string name, string fingerprint, Func<ModelRequest, ModelReply> answer) : IVisionLanguageModel
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

    public static ModelReply Reply(string text, FinishReason finish = FinishReason.Stop) => new(text, finish, 10, 2, 0);

    public static ModelReply Failure(string error) => new("", FinishReason.Error, 0, 0, 0, error);
}
