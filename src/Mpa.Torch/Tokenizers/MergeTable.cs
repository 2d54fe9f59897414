namespace Mpa.Torch.Tokenizers;

/// <summary>The merges of a byte-level BPE, and their application to one word: lowest rank first, leftmost among equals.</summary>
/// <param name="merges">What each pair becomes, by its <see cref="Key"/>.</param>
internal sealed class MergeTable(Dictionary<ulong, Merge> merges)
{
    /// <summary>Longer words go through a heap, so that a word of a million letters takes seconds, not days.</summary>
    private const int LongestScanned = 96;

    /// <summary>A pair of ids as one number.</summary>
    public static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    /// <summary>What two neighbors become, or <see cref="Merge.None"/>.</summary>
    public Merge Find(int left, int right) => merges.TryGetValue(Key(left, right), out Merge merge) ? merge : Merge.None;

    /// <summary>Merges the symbols in place.</summary>
    /// <returns>How many are left, from the start of <paramref name="symbols"/>.</returns>
    public int Apply(Span<int> symbols) => symbols.Length switch
    {
        < 2 => symbols.Length,
        <= LongestScanned => ApplyByScan(symbols),
        _ => new LongWordMerger(this).Apply(symbols),
    };

    private int ApplyByScan(Span<int> symbols)
    {
        int count = symbols.Length;
        Span<Merge> pairs = stackalloc Merge[LongestScanned];
        for (int i = 0; i + 1 < count; i++)
        {
            pairs[i] = Find(symbols[i], symbols[i + 1]);
        }

        for (int best = Lowest(pairs[..(count - 1)]); best >= 0; best = Lowest(pairs[..(count - 1)]))
        {
            symbols[best] = pairs[best].Id;
            symbols[(best + 2)..count].CopyTo(symbols[(best + 1)..]);
            pairs[(best + 1)..(count - 1)].CopyTo(pairs[best..]);
            count--;
            Renew(symbols[..count], pairs, best - 1);
            Renew(symbols[..count], pairs, best);
        }

        return count;
    }

    private void Renew(ReadOnlySpan<int> symbols, Span<Merge> pairs, int at)
    {
        if (at >= 0 && at + 1 < symbols.Length)
        {
            pairs[at] = Find(symbols[at], symbols[at + 1]);
        }
    }

    private static int Lowest(ReadOnlySpan<Merge> pairs)
    {
        int best = -1;
        int rank = int.MaxValue;
        for (int i = 0; i < pairs.Length; i++)
        {
            if (pairs[i].Rank < rank)
            {
                (best, rank) = (i, pairs[i].Rank);
            }
        }

        return best;
    }
}
