using System.Text;

namespace Mpa.Torch.Tokenizers;

/// <summary>The "model" of a tokenizer.json: turns one word (a piece after pre-tokenization) into ids.</summary>
internal sealed class BpeModel(
    IReadOnlyDictionary<string, int> vocabulary, MergeTable merges, string? unknownToken, bool fuseUnknown, bool ignoreMerges)
{
    private const int Absent = -1;

    private readonly int[] _byteIds =
        [.. Enumerable.Range(0, 256).Select(value => vocabulary.GetValueOrDefault($"{ByteAlphabet.ToCharacter((byte)value)}", Absent))];

    private readonly int _unknownId = unknownToken is null ? Absent : vocabulary[unknownToken];

    /// <summary>
    /// The ids of a word. A byte that has no token becomes the unknown token, or nothing if the file names no unknown token (as
    /// in SmolLM2, which lacks 21 bytes).
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
