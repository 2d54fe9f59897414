using System.Runtime.CompilerServices;
using Mpa.Models;

namespace Mpa.Testing;

/// <summary>A served model that has some requests under way at a time and answers the newest first.</summary>
public sealed class FakeServedModel(string name, string fingerprint, Func<ModelRequest, ModelReply> answer, int underWay = 4) : IServedModel
{
    public string Name { get; } = name;

    public string Fingerprint { get; } = fingerprint;

    /// <summary>Requests drawn, in order.</summary>
    public List<ModelRequest> Drawn { get; } = [];

    public async Task<IReadOnlyList<ModelReply>> AskAsync(IReadOnlyList<ModelRequest> batch, CancellationToken cancellation)
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
