using System.Runtime.InteropServices;
using Mpa.Torch.Families;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>Writes the replies to a batch of prompts, one token of each row at a time.</summary>
/// <param name="network">In evaluation on the CPU.</param>
/// <param name="tokenizer">Decodes replies.</param>
/// <param name="endTokens">Any of them ends a reply.</param>
internal sealed class Generator(IVisionLanguageNetwork network, ByteLevelBpeTokenizer tokenizer, IReadOnlyList<int> endTokens)
{
    // Dropping finished rows copies the cache of the others, about as much work as one step's attention.
    private const int FinishedShare = 2;

    /// <summary>The replies in the order of the prompts. Prompts may differ in length and in their number of images.</summary>
    public IReadOnlyList<GeneratedReply> Run(IReadOnlyList<GenerationPrompt> prompts, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using IDisposable inference = inference_mode();
        using DecodingBatch batch = new(network, prompts);
        ReplyWriter[] replies = [.. prompts.Select(prompt => new ReplyWriter(prompt, tokenizer, endTokens))];
        List<ReplyWriter> rows = [.. replies];
        Advance(rows, batch.Read);
        while (rows.Exists(row => !row.Done))
        {
            cancellation.ThrowIfCancellationRequested();
            DropFinished(rows, batch);
            Advance(rows, () => batch.Step(rows.Select(row => row.Last)));
        }

        return [.. replies.Select(reply => reply.Reply())];
    }

    private static void Advance(List<ReplyWriter> rows, Func<Tensor> forward)
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

    private static void DropFinished(List<ReplyWriter> rows, DecodingBatch batch)
    {
        if (rows.Count(row => row.Done) * FinishedShare >= rows.Count)
        {
            batch.Keep([.. Enumerable.Range(0, rows.Count).Where(row => !rows[row].Done)]);
            rows.RemoveAll(row => row.Done);
        }
    }
}
