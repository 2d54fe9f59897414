namespace Mpa.Torch.Tokenizers;

/// <summary>
/// The merges of a byte-level BPE, and their application to one word: lowest rank first, leftmost among equals.
/// </summary>
/// <param name="merges">What each pair becomes, by its <see cref="Key"/>.</param>
internal sealed class MergeTable(Dictionary<ulong, Merge> merges)
{
    /// <summary>Longer words go through a heap, so that a word of a million letters takes seconds, not days.</summary>
    private const int LongestScanned = 96;

    /// <summary>A pair of ids as one number.</summary>
    public static ulong Key(int left, int right) =>
        ((ulong)(uint)left << 32) | (uint)right; // by way of uint: no sign spreads into the upper half

    /// <summary>What two neighbors become, or <see cref="Merge.None"/>.</summary>
    public Merge Find(int left, int right) =>
        merges.TryGetValue(Key(left, right), out Merge merge) ? merge : Merge.None;

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

/// <summary>What a pair of neighboring tokens becomes.</summary>
/// <param name="Rank">
/// The merge's place in the list: the lowest is done first; <see cref="int.MaxValue"/> if the pair never merges.
/// </param>
/// <param name="Id">The token that replaces the pair.</param>
internal readonly record struct Merge(int Rank, int Id)
{
    /// <summary>The answer for a pair that never merges.</summary>
    public static Merge None { get; } = new(int.MaxValue, -1);
}

/// <summary>
/// Merges a long word with a heap of pairs over a linked list: n log n steps, the same result as scanning.
/// </summary>
internal sealed class LongWordMerger(MergeTable merges)
{
    private readonly PriorityQueue<(int At, int Left, int Right, int Merged), (int Rank, int At)> _queue = new();

    private int[] _previous = [];

    private int[] _next = [];

    /// <summary>Merges the symbols in place.</summary>
    /// <returns>How many are left, from the start of <paramref name="symbols"/>.</returns>
    public int Apply(Span<int> symbols)
    {
        int length = symbols.Length;
        _previous = [.. Enumerable.Range(-1, length)];
        _next = [.. Enumerable.Range(1, length)];
        for (int i = 0; i + 1 < length; i++)
        {
            Push(symbols, i);
        }

        while (_queue.TryDequeue(out (int At, int Left, int Right, int Merged) pair, out _))
        {
            MergeIfStillThere(symbols, pair);
        }

        return Compact(symbols);
    }

    private void MergeIfStillThere(Span<int> symbols, (int At, int Left, int Right, int Merged) pair)
    {
        int right = _next[pair.At];
        if (symbols[pair.At] != pair.Left || right >= symbols.Length || symbols[right] != pair.Right)
        {
            return;
        }

        symbols[pair.At] = pair.Merged;
        symbols[right] = -1;
        _next[pair.At] = _next[right];
        if (_next[right] < symbols.Length)
        {
            _previous[_next[right]] = pair.At;
        }

        Push(symbols, _previous[pair.At]);
        Push(symbols, pair.At);
    }

    private void Push(ReadOnlySpan<int> symbols, int at)
    {
        if (at < 0 || _next[at] >= symbols.Length)
        {
            return;
        }

        Merge merge = merges.Find(symbols[at], symbols[_next[at]]);
        if (merge.Rank != int.MaxValue)
        {
            _queue.Enqueue((at, symbols[at], symbols[_next[at]], merge.Id), (merge.Rank, at));
        }
    }

    private int Compact(Span<int> symbols)
    {
        int count = 0;
        for (int i = 0; i < symbols.Length; i = _next[i])
        {
            symbols[count++] = symbols[i];
        }

        return count;
    }
}
