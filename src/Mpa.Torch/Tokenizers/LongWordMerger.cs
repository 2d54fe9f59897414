namespace Mpa.Torch.Tokenizers;

/// <summary>Merges a long word with a heap of pairs over a linked list: n log n steps, the same result as scanning.</summary>
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
