using System.Collections.Concurrent;
using System.Text;

namespace Mpa.Torch.Tokenizers;

/// <summary>The "model" of a tokenizer.json: turns one word (a piece after pre-tokenization) into ids.</summary>
internal sealed class BpeModel(
    IReadOnlyDictionary<string, int> vocabulary,
    MergeTable merges,
    string? unknownToken,
    bool fuseUnknown,
    bool ignoreMerges)
{
    private const int Absent = -1;

    private readonly int[] _byteIds =
    [
        .. Enumerable.Range(0, 256)
            .Select(value => vocabulary.GetValueOrDefault(ByteAlphabet.ToToken((byte)value), Absent)),
    ];

    private readonly int _unknownId = unknownToken is null ? Absent : vocabulary[unknownToken];

    /// <summary>
    /// The ids of a word. A byte that has no token becomes the unknown token, or nothing if the file names no unknown
    /// token (as in SmolLM2, which lacks 21 bytes).
    /// </summary>
    public int[] Encode(ReadOnlySpan<char> word)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, bytes);
        if (ignoreMerges && vocabulary.TryGetValue(Spell(bytes), out int whole))
        {
            return [whole];
        }

        int[] symbols = Symbols(bytes);
        int count = merges.Apply(symbols);
        return symbols[..count];
    }

    private static string Spell(byte[] bytes) => string.Create(bytes.Length, bytes, static (letters, source) =>
    {
        for (int i = 0; i < source.Length; i++)
        {
            letters[i] = ByteAlphabet.ToCharacter(source[i]);
        }
    });

    private int[] Symbols(byte[] bytes)
    {
        List<int> symbols = new(bytes.Length);
        bool afterUnknown = false;
        foreach (byte value in bytes)
        {
            bool unknown = _byteIds[value] == Absent;
            int id = unknown ? _unknownId : _byteIds[value];
            if (id != Absent && !(unknown && afterUnknown && fuseUnknown))
            {
                symbols.Add(id);
            }

            afterUnknown = unknown;
        }

        return [.. symbols];
    }
}

/// <summary>
/// Remembers the ids of words seen before: most words of a text are common ones. Bounded, and safe for several threads.
/// </summary>
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
