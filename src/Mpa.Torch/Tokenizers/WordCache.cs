using System.Collections.Concurrent;

namespace Mpa.Torch.Tokenizers;

/// <summary>Remembers the ids of words seen before: most words of a text are common ones. Bounded, and safe for several threads.</summary>
internal sealed class WordCache
{
    private const int LongestKept = 64;

    private const int MostKept = 200_000;

    private readonly BpeModel _model;

    private readonly ConcurrentDictionary<string, int[]> _ids = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    private int _kept;

    public WordCache(BpeModel model)
    {
        _model = model;
        _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The ids of one word.</summary>
    public ReadOnlySpan<int> Encode(ReadOnlySpan<char> word)
    {
        if (_lookup.TryGetValue(word, out int[]? known))
        {
            return known;
        }

        int[] ids = _model.Encode(word);
        if (word.Length <= LongestKept && Volatile.Read(ref _kept) < MostKept && _lookup.TryAdd(word, ids))
        {
            Interlocked.Increment(ref _kept);
        }

        return ids;
    }
}
