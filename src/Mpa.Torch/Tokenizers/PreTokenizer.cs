using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mpa.Torch.Tokenizers;

/// <summary>Cuts text into words: the pieces within which BPE merges.</summary>
internal sealed class PreTokenizer(IReadOnlyList<SplitStep> steps)
{
    /// <summary>Receives one word.</summary>
    internal delegate void WordAction(ReadOnlySpan<char> word);

    /// <summary>Calls <paramref name="onWord"/> for each word, in order.</summary>
    public void Split(ReadOnlySpan<char> text, WordAction onWord) => Split(text, 0, onWord);

    private void Split(ReadOnlySpan<char> text, int depth, WordAction onWord)
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

        SplitStep step = steps[depth];
        if (step.PrefixSpace && text[0] != ' ')
        {
            text = $" {text}";
        }

        if (step.Pattern is null)
        {
            Split(text, depth + 1, onWord);
        }
        else
        {
            SplitByPattern(text, depth, step, onWord);
        }
    }

    private void SplitByPattern(ReadOnlySpan<char> text, int depth, SplitStep step, WordAction onWord)
    {
        BmpProxy? proxy = BmpProxy.IsNeeded(text) ? BmpProxy.Create(text) : null;
        int at = 0;
        foreach (ValueMatch match in step.Pattern!.EnumerateMatches(proxy is null ? text : proxy.Text))
        {
            int start = proxy?.Offset(match.Index) ?? match.Index;
            int end = proxy?.Offset(match.Index + match.Length) ?? (match.Index + match.Length);
            if (step.KeepGaps)
            {
                Split(text[at..start], depth + 1, onWord);
            }

            Split(text[start..end], depth + 1, onWord);
            at = end;
        }

        if (step.KeepGaps)
        {
            Split(text[at..], depth + 1, onWord);
        }
    }
}

/// <summary>One splitting of a pre-tokenizer.</summary>
/// <param name="Pattern">Each match becomes a piece; null splits nothing.</param>
/// <param name="KeepGaps">Text between matches becomes pieces too; else it is dropped.</param>
/// <param name="PrefixSpace">A space is put before the text if it doesn't start with one.</param>
internal sealed record SplitStep(Regex? Pattern, bool KeepGaps = true, bool PrefixSpace = false);

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
