using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Mpa.Chats;
using Mpa.Models;

namespace Mpa.Web.Tests;

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

    public async IAsyncEnumerable<ChatPiece> ReplyAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Asked.Enqueue(request);
        if (Refusal is not null)
        {
            throw Refusal;
        }

        for (int i = 0; i < Words.Count; i++)
        {
            yield return new ChatPiece(Words[i], Scores(request, Words[i]), 7, i + 1, i == Words.Count - 1 ? Finish : null);
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

    private static IReadOnlyList<TokenScore> Scores(ChatRequest request, string word) => request.TopLogProbabilities is not { } count
        ? []
        : [new TokenScore(word, -0.5, [.. Enumerable.Range(0, count).Select(i => new TokenScore($"{word}{i}", -0.5 - i, []))])];
}
