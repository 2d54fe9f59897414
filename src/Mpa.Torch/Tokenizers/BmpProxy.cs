using System.Globalization;
using System.Text;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// .NET matches regular expressions on UTF-16 units, in which \p{L} and \p{N} never match a character beyond U+FFFF. So a text
/// that has some is matched as a stand-in of one unit per character, in which each of them is replaced by a common one of the
/// same category.
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
