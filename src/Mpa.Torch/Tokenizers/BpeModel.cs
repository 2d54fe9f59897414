using System.Collections.Concurrent;
using System.Text;

namespace Mpa.Torch.Tokenizers;

/// <summary>The "model" of a tokenizer.json: turns one word (a piece after pre-tokenization) into ids.</summary>
/// <param name="Symbols">What words are made of before any merge.</param>
/// <param name="Merges">What neighbors become.</param>
/// <param name="UnknownId">
/// Stands for a symbol that has no token; null leaves it out (as SmolLM2, which lacks 21 bytes, does).
/// </param>
/// <param name="FusesUnknown">A run of them is one token.</param>
/// <param name="IgnoresMerges">A word that is a token as a whole is that token.</param>
internal sealed record BpeModel(
    IBpeSymbols Symbols, MergeTable Merges, int? UnknownId, bool FusesUnknown, bool IgnoresMerges)
{
    /// <summary>The ids of a word.</summary>
    public int[] Encode(ReadOnlySpan<char> word)
    {
        if (IgnoresMerges && Symbols.Whole(word) is { } whole)
        {
            return [whole];
        }

        int[] symbols = Known(word);
        int count = Merges.Apply(symbols);
        return symbols[..count];
    }

    private int[] Known(ReadOnlySpan<char> word)
    {
        List<int> symbols = new(word.Length);
        bool afterUnknown = false;
        foreach (int id in Symbols.Of(word))
        {
            bool unknown = id == IBpeSymbols.Absent;
            if (!unknown)
            {
                symbols.Add(id);
            }
            else if (UnknownId is { } mark && !(afterUnknown && FusesUnknown))
            {
                symbols.Add(mark);
            }

            afterUnknown = unknown;
        }

        return [.. symbols];
    }
}

/// <summary>What the words of a vocabulary are made of.</summary>
internal interface IBpeSymbols
{
    /// <summary>The id of a symbol that has no token.</summary>
    const int Absent = -1;

    /// <summary>The id of a word that is a token as a whole; null if it is none.</summary>
    int? Whole(ReadOnlySpan<char> word);

    /// <summary>The ids of a word before any merge.</summary>
    IReadOnlyList<int> Of(ReadOnlySpan<char> word);
}

/// <summary>Bytes, each written as a character of <see cref="ByteAlphabet"/>.</summary>
internal sealed class ByteSymbols(IReadOnlyDictionary<string, int> vocabulary) : IBpeSymbols
{
    private readonly int[] _byteIds =
    [
        .. Enumerable.Range(0, 256)
            .Select(value => vocabulary.GetValueOrDefault(ByteAlphabet.ToToken((byte)value), IBpeSymbols.Absent)),
    ];

    /// <inheritdoc/>
    public int? Whole(ReadOnlySpan<char> word) =>
        vocabulary.TryGetValue(Spell(Bytes(word)), out int id) ? id : null;

    /// <inheritdoc/>
    public IReadOnlyList<int> Of(ReadOnlySpan<char> word) => Array.ConvertAll(Bytes(word), value => _byteIds[value]);

    private static byte[] Bytes(ReadOnlySpan<char> word)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, bytes);
        return bytes;
    }

    private static string Spell(byte[] bytes) => string.Create(bytes.Length, bytes, static (letters, source) =>
    {
        for (int i = 0; i < source.Length; i++)
        {
            letters[i] = ByteAlphabet.ToCharacter(source[i]);
        }
    });
}

/// <summary>Characters, with byte tokens for those that have none of their own (byte_fallback).</summary>
internal sealed class CharacterSymbols(Dictionary<string, int> vocabulary) : IBpeSymbols
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids =
        vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly int[] _byteIds =
    [
        .. Enumerable.Range(0, 256)
            .Select(value => vocabulary.GetValueOrDefault(ByteToken.Of((byte)value), IBpeSymbols.Absent)),
    ];

    /// <inheritdoc/>
    public int? Whole(ReadOnlySpan<char> word) => _ids.TryGetValue(word, out int id) ? id : null;

    /// <inheritdoc/>
    public IReadOnlyList<int> Of(ReadOnlySpan<char> word)
    {
        List<int> symbols = new(word.Length);
        Span<char> units = stackalloc char[2];
        foreach (Rune rune in word.EnumerateRunes())
        {
            if (_ids.TryGetValue(units[..rune.EncodeToUtf16(units)], out int id))
            {
                symbols.Add(id);
            }
            else
            {
                AppendBytes(rune, symbols);
            }
        }

        return symbols;
    }

    private void AppendBytes(Rune rune, List<int> symbols)
    {
        Span<byte> bytes = stackalloc byte[4];
        bytes = bytes[..rune.EncodeToUtf8(bytes)];
        int start = symbols.Count;
        foreach (byte value in bytes)
        {
            symbols.Add(_byteIds[value]);
        }

        if (symbols.IndexOf(IBpeSymbols.Absent, start) >= 0)
        {
            symbols.RemoveRange(start, symbols.Count - start);
            symbols.Add(IBpeSymbols.Absent);
        }
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
