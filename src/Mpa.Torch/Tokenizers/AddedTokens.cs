using System.Globalization;
using System.Text;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// Finds added tokens in text: the leftmost first, the longest among those that start there (the rule of the
/// "tokenizers" library's AddedVocabulary).
/// </summary>
internal sealed class AddedTokenFinder(IEnumerable<AddedToken> tokens)
{
    private readonly LongestMatch<AddedToken> _tokens = new(tokens.Select(token => (token.Content, token)));

    /// <summary>Cuts a text into added tokens and what stands between them.</summary>
    /// <param name="text">Is cut.</param>
    /// <param name="cuts">Places, in rising order, at which ordinary text is cut too.</param>
    /// <param name="plain">Where special tokens are ordinary text.</param>
    public IEnumerable<TextPiece> Pieces(string text, IReadOnlyList<int> cuts, IReadOnlyList<TextSpan> plain)
    {
        int at = 0;
        while (TryFind(text, at, plain, out AddedTokenMatch match))
        {
            foreach (TextPiece piece in Between(at, match.Start, cuts, plain))
            {
                yield return piece;
            }

            yield return new TextPiece(match.Start, match.End, match.Id, Continues: false, IsPlain: false);
            at = match.End;
        }

        foreach (TextPiece piece in Between(at, text.Length, cuts, plain))
        {
            yield return piece;
        }
    }

    private static IEnumerable<TextPiece> Between(
        int start, int end, IReadOnlyList<int> cuts, IReadOnlyList<TextSpan> plain)
    {
        int from = start;
        foreach (int to in cuts.Where(cut => cut > start && cut < end).Append(end))
        {
            if (to > from)
            {
                bool isPlain = plain.Any(span => span.Overlaps(from, to));
                yield return new TextPiece(from, to, null, Continues: from > start, isPlain);
            }

            from = to;
        }
    }

    /// <summary>
    /// The next token at or after <paramref name="from"/>, white space it strips included; false if there is none.
    /// </summary>
    private bool TryFind(ReadOnlySpan<char> text, int from, IReadOnlyList<TextSpan> plain, out AddedTokenMatch match)
    {
        for (int at = _tokens.Candidate(text, from); at >= 0; at = _tokens.Candidate(text, at))
        {
            int end = at + 1;
            if (_tokens.TryFind(text[at..], out AddedToken? token, out int length))
            {
                end = at + length;
                if (!(token.SingleWord && TouchesWord(text, at, end))
                    && !(token.Special && plain.Any(span => span.Overlaps(at, end))))
                {
                    match = Widen(text, from, token, at, end);
                    return true;
                }
            }

            at = end;
        }

        match = default;
        return false;
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

/// <summary>An added token, or what stands between two of them.</summary>
/// <param name="Start">Its first position.</param>
/// <param name="End">The first position after it.</param>
/// <param name="TokenId">Of an added token; null for ordinary text.</param>
/// <param name="Continues">It goes on from ordinary text before it, from which only a cut parts it.</param>
/// <param name="IsPlain">Special tokens are ordinary text in some of it.</param>
internal readonly record struct TextPiece(int Start, int End, int? TokenId, bool Continues, bool IsPlain);

/// <summary>A stretch of a text; <paramref name="End"/> is the first position after it.</summary>
internal readonly record struct TextSpan(int Start, int End)
{
    /// <summary>Whether it has a character in common with another stretch.</summary>
    public bool Overlaps(int start, int end) => Start < end && End > start;
}
