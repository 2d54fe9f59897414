using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Mpa.Torch.Tokenizers;

/// <summary>Finds the longest of many words that a text begins with.</summary>
internal sealed class LongestMatch<T>
    where T : class
{
    private readonly Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> _words;
    private readonly int[] _lengths;
    private readonly SearchValues<char> _firsts;

    /// <summary>Takes the words; of two equal ones the later counts, empty ones are left out.</summary>
    public LongestMatch(IEnumerable<(string Word, T Value)> words)
    {
        Dictionary<string, T> byWord = new(StringComparer.Ordinal);
        foreach ((string word, T value) in words.Where(entry => entry.Word.Length > 0))
        {
            byWord[word] = value;
        }

        _words = byWord.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = [.. byWord.Keys.Select(word => word.Length).Distinct().OrderDescending()];
        _firsts = SearchValues.Create([.. byWord.Keys.Select(word => word[0]).Distinct()]);
    }

    /// <summary>Where the next word may begin; −1 for nowhere.</summary>
    public int Candidate(ReadOnlySpan<char> text, int from)
    {
        int offset = text[from..].IndexOfAny(_firsts);
        return offset < 0 ? -1 : from + offset;
    }

    /// <summary>The longest word at the start of a text.</summary>
    public bool TryFind(ReadOnlySpan<char> text, [NotNullWhen(true)] out T? value, out int length)
    {
        if (!text.IsEmpty && _firsts.Contains(text[0]))
        {
            foreach (int candidate in _lengths)
            {
                if (candidate <= text.Length && _words.TryGetValue(text[..candidate], out value))
                {
                    length = candidate;
                    return true;
                }
            }
        }

        (value, length) = (null, 0);
        return false;
    }
}
