using System.Runtime.InteropServices;
using Mpa.Torch.Families;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>
/// The one loop of generation, a step at a time: replies join, all are written on by a token, those that are done
/// leave. A closed batch joins once; a server lets replies join whenever there is room. To be used from one thread,
/// in inference mode.
/// </summary>
internal sealed class ReplyBatch(IVisionLanguageNetwork network) : IDisposable
{
    // Dropping finished rows copies the state of the others, about as much work as one step's attention.
    private const int FinishedShare = 2;

    private readonly DecodingBatch _batch = new(network);
    private readonly List<ReplyWriter> _rows = [];

    /// <summary>Whether a reply is not done.</summary>
    public bool IsRunning => _rows.Exists(row => !row.Done);

    /// <summary>False after a failure that left rows and state apart: none of its replies can go on.</summary>
    public bool IsWhole => _batch.Rows == _rows.Count;

    /// <summary>
    /// Whether these may join without more than so many rows, or so many tokens in all with padding and room for
    /// replies. One alone always may.
    /// </summary>
    public bool HasRoomFor(IReadOnlyList<GenerationPrompt> prompts, int rows, int tokens)
    {
        int all = _batch.Rows + prompts.Count;
        return all == 1 || (all <= rows && all * _batch.CapacityWith(prompts) <= tokens);
    }

    /// <summary>Reads the prompts of replies and writes the first token of each.</summary>
    public void Join(IReadOnlyList<ReplyWriter> replies)
    {
        DropDone();
        Advance(replies, () => _batch.Join([.. replies.Select(reply => reply.Prompt)]));
        _rows.AddRange(replies);
    }

    /// <summary>Writes the next token of each reply that is not done.</summary>
    public void Step()
    {
        bool failed = _rows.Exists(row => row.Failure is not null); // it may have no token to go on from
        if (failed || _rows.Count(row => row.Done) * FinishedShare >= _rows.Count)
        {
            DropDone();
        }

        if (_rows.Count > 0)
        {
            Advance(_rows, () => _batch.Step(_rows.Select(row => row.Last)));
        }
    }

    /// <summary>Gives the places of replies that are done to others.</summary>
    public void DropDone()
    {
        int[] going = [.. Enumerable.Range(0, _rows.Count).Where(row => !_rows[row].Done)];
        if (going.Length < _rows.Count)
        {
            _batch.Keep(going);
            _rows.RemoveAll(row => row.Done);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _batch.Dispose();

    private static void Advance(IReadOnlyList<ReplyWriter> rows, Func<Tensor> forward)
    {
        using IDisposable scope = NewDisposeScope();
        Span<float> logits = MemoryMarshal.Cast<byte, float>(forward().bytes); // B × V
        int vocabulary = logits.Length / rows.Count;
        for (int i = 0; i < rows.Count; i++)
        {
            if (!rows[i].Done)
            {
                rows[i].Write(logits.Slice(i * vocabulary, vocabulary));
            }
        }
    }
}
