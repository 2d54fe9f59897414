using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mpa.Torch.Tokenizers;

/// <summary>Cuts text into words: the pieces within which BPE merges.</summary>
internal sealed class PreTokenizer(IReadOnlyList<IWordStep> steps)
{
    /// <summary>Calls <paramref name="onWord"/> for each word, in order.</summary>
    /// <param name="text">Is cut.</param>
    /// <param name="isFirst">It stands at the start of the whole text.</param>
    /// <param name="onWord">Receives the words.</param>
    public void Split(ReadOnlySpan<char> text, bool isFirst, WordAction onWord) => Split(text, 0, isFirst, onWord);

    private void Split(ReadOnlySpan<char> text, int depth, bool isFirst, WordAction onWord)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (depth == steps.Count)
        {
            onWord(text);
            return;
        }

        if (depth == steps.Count - 1)
        {
            steps[depth].Split(text, isFirst, onWord);
            return;
        }

        SplitAgain(text, depth, isFirst, onWord);
    }

    // Apart, so that the last step needs no closure.
    private void SplitAgain(ReadOnlySpan<char> text, int depth, bool isFirst, WordAction onWord)
    {
        bool next = isFirst;
        steps[depth].Split(text, isFirst, piece =>
        {
            Split(piece, depth + 1, next, onWord);
            next = false;
        });
    }
}

/// <summary>Receives one word, or one piece of a text.</summary>
internal delegate void WordAction(ReadOnlySpan<char> word);

/// <summary>One step of a pre-tokenizer.</summary>
internal interface IWordStep
{
    /// <summary>Calls <paramref name="onPiece"/> for each piece of a text; none of them is empty.</summary>
    void Split(ReadOnlySpan<char> text, bool isFirst, WordAction onPiece);
}

/// <summary>What becomes of the text between the matches of a split.</summary>
internal enum SplitGaps
{
    /// <summary>A piece of its own.</summary>
    Kept,

    /// <summary>It is left out.</summary>
    Dropped,

    /// <summary>One piece with the match after it.</summary>
    Joined,
}

/// <summary>A splitting by a pattern.</summary>
/// <param name="Pattern">Each match becomes a piece; null splits nothing.</param>
/// <param name="Gaps">What becomes of the rest.</param>
/// <param name="PrefixSpace">A space is put before the text if it doesn't start with one.</param>
internal sealed record SplitStep(Regex? Pattern, SplitGaps Gaps = SplitGaps.Kept, bool PrefixSpace = false) : IWordStep
{
    /// <inheritdoc/>
    public void Split(ReadOnlySpan<char> text, bool isFirst, WordAction onPiece)
    {
        if (PrefixSpace && text[0] != ' ')
        {
            text = $" {text}";
        }

        if (Pattern is null)
        {
            onPiece(text);
            return;
        }

        BmpProxy? proxy = BmpProxy.IsNeeded(text) ? BmpProxy.Create(text) : null;
        int at = 0;
        foreach (ValueMatch match in Pattern.EnumerateMatches(proxy is null ? text : proxy.Text))
        {
            int start = proxy?.Offset(match.Index) ?? match.Index;
            int end = proxy?.Offset(match.Index + match.Length) ?? (match.Index + match.Length);
            if (Gaps == SplitGaps.Kept && at < start)
            {
                onPiece(text[at..start]);
            }

            start = Gaps == SplitGaps.Joined ? at : start;
            if (start < end)
            {
                onPiece(text[start..end]);
            }

            at = end;
        }

        if (Gaps != SplitGaps.Dropped && at < text.Length)
        {
            onPiece(text[at..]);
        }
    }
}

/// <summary>Whether a mark stands before a text that doesn't begin with a space.</summary>
internal enum PrependScheme
{
    /// <summary>Before none.</summary>
    Never,

    /// <summary>Before the start of the whole text.</summary>
    First,

    /// <summary>Before each text between two added tokens.</summary>
    Always,
}

/// <summary>Writes spaces as a mark ("▁"), and puts one before the text.</summary>
/// <param name="Replacement">The mark.</param>
/// <param name="Prepend">Before which texts.</param>
/// <param name="Cuts">A word begins at each mark.</param>
internal sealed record MetaspaceStep(char Replacement, PrependScheme Prepend, bool Cuts) : IWordStep
{
    /// <summary>Reads a Metaspace, in today's spelling or the older one (add_prefix_space).</summary>
    /// <exception cref="MpaException">A value is of another kind.</exception>
    public static MetaspaceStep Read(TokenizerNode node)
    {
        TokenizerNode scheme = node["prepend_scheme"];
        bool older = node["add_prefix_space"].IsNull || node["add_prefix_space"].AsFlag();
        PrependScheme prepend = (scheme.IsNull ? older ? "always" : "never" : scheme.AsText()) switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            var other => throw scheme.Unsupported($"\"{other}\""),
        };
        return new MetaspaceStep(
            ReadCharacter(node.Required("replacement")), prepend, node["split"].IsNull || node["split"].AsFlag());
    }

    /// <summary>A text of one character.</summary>
    public static char ReadCharacter(TokenizerNode node) =>
        node.AsText() is [var character] ? character : throw node.Bad("one character");

    /// <inheritdoc/>
    public void Split(ReadOnlySpan<char> text, bool isFirst, WordAction onPiece)
    {
        bool prepends = Prepend == PrependScheme.Always || (Prepend == PrependScheme.First && isFirst);
        string marked = text.ToString().Replace(' ', Replacement);
        marked = prepends && marked[0] != Replacement ? Replacement + marked : marked;
        int at = 0;
        while (at < marked.Length)
        {
            int next = Cuts ? marked.IndexOf(Replacement, at + 1) : -1;
            next = next < 0 ? marked.Length : next;
            onPiece(marked.AsSpan(at, next - at));
            at = next;
        }
    }
}

/// <summary>
/// Split patterns of released tokenizers, compiled with the program; any other pattern is compiled when it is loaded.
/// </summary>
internal static partial class SplitPatterns
{
    /// <summary>The pattern of GPT-2, built into ByteLevel with use_regex.</summary>
    public const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>The pattern of Qwen2.</summary>
    public const string Qwen2 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        + @"|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>Any numeric character, alone.</summary>
    public const string Digit = @"\p{N}";

    // A pattern is data from a file: backtracking can take time without end on a text of a few words.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Returns the regular expression of a pattern.</summary>
    /// <exception cref="ArgumentException">The pattern uses syntax that .NET does not know.</exception>
    public static Regex Compile(string pattern) => pattern switch
    {
        Gpt2 => Gpt2Regex(),
        Qwen2 => Qwen2Regex(),
        Digit => DigitRegex(),
        _ => new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled, Patience),
    };

    [GeneratedRegex(Gpt2, RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2Regex();

    [GeneratedRegex(Qwen2, RegexOptions.CultureInvariant)]
    private static partial Regex Qwen2Regex();

    [GeneratedRegex(Digit, RegexOptions.CultureInvariant)]
    private static partial Regex DigitRegex();
}

/// <summary>
/// .NET matches regular expressions on UTF-16 units, in which \p{L} and \p{N} never match a character beyond U+FFFF. So
/// a text that has some is matched as a stand-in of one unit per character, in which each of them is replaced by a
/// common one of the same category.
/// </summary>
internal sealed class BmpProxy
{
    private static readonly char[] ByCategory = CreateByCategory();

    private BmpProxy(string text, int[] offsets) => (Text, _offsets) = (text, offsets);

    private readonly int[] _offsets;

    /// <summary>The stand-in, one unit per character.</summary>
    public string Text { get; }

    /// <summary>Whether a text needs a stand-in.</summary>
    public static bool IsNeeded(ReadOnlySpan<char> text) => text.IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;

    /// <summary>Makes the stand-in of a text.</summary>
    public static BmpProxy Create(ReadOnlySpan<char> text)
    {
        StringBuilder proxy = new(text.Length);
        List<int> offsets = [];
        int at = 0;
        while (at < text.Length)
        {
            Rune.DecodeFromUtf16(text[at..], out Rune rune, out int units);
            proxy.Append(rune.IsBmp ? (char)rune.Value : ByCategory[(int)Rune.GetUnicodeCategory(rune)]);
            offsets.Add(at);
            at += units;
        }

        return new BmpProxy(proxy.ToString(), [.. offsets, text.Length]);
    }

    /// <summary>Where a position of the stand-in lies in the text.</summary>
    public int Offset(int position) => _offsets[position];

    private static char[] CreateByCategory()
    {
        char[] proxies = new char[(int)UnicodeCategory.OtherNotAssigned + 1];
        for (int c = 0xFFFF; c > 0xFF; c--)
        {
            proxies[(int)CharUnicodeInfo.GetUnicodeCategory((char)c)] = (char)c;
        }

        return proxies;
    }
}
