using System.Buffers;
using System.Globalization;
using System.Text;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// Finds added tokens in text: the leftmost first, the longest among those that start there (the rule of the
/// "tokenizers" library's AddedVocabulary).
/// </summary>
internal sealed class AddedTokenFinder
{
    private readonly Dictionary<string, AddedToken>.AlternateLookup<ReadOnlySpan<char>> _tokens;

    private readonly int[] _lengths;

    private readonly SearchValues<char> _firsts;

    public AddedTokenFinder(IEnumerable<AddedToken> tokens)
    {
        Dictionary<string, AddedToken> byContent = new(StringComparer.Ordinal);
        foreach (AddedToken token in tokens.Where(token => token.Content.Length > 0))
        {
            byContent[token.Content] = token;
        }

        _tokens = byContent.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = [.. byContent.Keys.Select(content => content.Length).Distinct().OrderDescending()];
        _firsts = SearchValues.Create([.. byContent.Keys.Select(content => content[0]).Distinct()]);
    }

    /// <summary>
    /// The next token at or after <paramref name="from"/>, white space it strips included; false if there is none.
    /// </summary>
    /// <param name="text">Is searched.</param>
    /// <param name="from">Where the search begins.</param>
    /// <param name="plain">Where special tokens are ordinary text.</param>
    /// <param name="match">The token.</param>
    public bool TryFind(ReadOnlySpan<char> text, int from, IReadOnlyList<TextSpan> plain, out AddedTokenMatch match)
    {
        for (int at = Candidate(text, from); at >= 0; at = Candidate(text, at))
        {
            AddedToken? token = Longest(text[at..]);
            int end = at + (token?.Content.Length ?? 1);
            if (token is not null
                && !(token.SingleWord && TouchesWord(text, at, end))
                && !(token.Special && plain.Any(span => span.Overlaps(at, end))))
            {
                match = Widen(text, from, token, at, end);
                return true;
            }

            at = end;
        }

        match = default;
        return false;
    }

    private int Candidate(ReadOnlySpan<char> text, int from)
    {
        int offset = text[from..].IndexOfAny(_firsts);
        return offset < 0 ? -1 : from + offset;
    }

    private AddedToken? Longest(ReadOnlySpan<char> text)
    {
        foreach (int length in _lengths)
        {
            if (length <= text.Length && _tokens.TryGetValue(text[..length], out AddedToken? token))
            {
                return token;
            }
        }

        return null;
    }

    private static AddedTokenMatch Widen(ReadOnlySpan<char> text, int from, AddedToken token, int start, int end)
    {
        if (token.LeftStrip)
        {
            start = from + text[from..start].TrimEnd().Length;
        }

        if (token.RightStrip)
        {
            end = text.Length - text[end..].TrimStart().Length;
        }

        return new AddedTokenMatch(start, end, token.Id);
    }

    private static bool TouchesWord(ReadOnlySpan<char> text, int start, int end)
    {
        Rune.DecodeLastFromUtf16(text[..start], out Rune before, out _);
        Rune.DecodeFromUtf16(text[end..], out Rune after, out _);
        return (start > 0 && IsWord(before)) || (end < text.Length && IsWord(after));
    }

    /// <summary>What \w means in the library: letters, marks, digits, connectors and the two joiners.</summary>
    private static bool IsWord(Rune rune) =>
        Rune.IsLetter(rune)
        || rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.LetterNumber
            or UnicodeCategory.ConnectorPunctuation
            or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark;
}

/// <summary>A token that is recognized inside text before any splitting, such as "&lt;image&gt;".</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="Special">Left out of decoded text on request.</param>
/// <param name="LeftStrip">White space before it belongs to it.</param>
/// <param name="RightStrip">White space after it belongs to it.</param>
/// <param name="SingleWord">Not recognized inside a word.</param>
/// <param name="Normalized">Looked for after normalization, in place of before.</param>
internal sealed record AddedToken(
    int Id,
    string Content,
    bool Special = true,
    bool LeftStrip = false,
    bool RightStrip = false,
    bool SingleWord = false,
    bool Normalized = false);

/// <summary>Where an added token stands in a text; <paramref name="End"/> is the first position after it.</summary>
internal readonly record struct AddedTokenMatch(int Start, int End, int Id);

/// <summary>A stretch of a text; <paramref name="End"/> is the first position after it.</summary>
internal readonly record struct TextSpan(int Start, int End)
{
    /// <summary>Whether it has a character in common with another stretch.</summary>
    public bool Overlaps(int start, int end) => Start < end && End > start;
}
