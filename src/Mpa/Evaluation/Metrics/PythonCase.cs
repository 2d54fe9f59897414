using System.Globalization;
using System.Text;

namespace Mpa.Evaluation.Metrics;

/// <summary>Lower and upper case as Python 3's str does them: by Unicode's full mappings (SpecialCasing.txt), not letter by letter.</summary>
internal static class PythonCase
{
    private const string IgnorableMarks = "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

    /// <summary>str.lower: as .NET, but İ becomes two characters and Σ at a word's end becomes ς.</summary>
    public static string Lower(string text)
    {
        if (text.AsSpan().IndexOfAny('İ', 'Σ') < 0)
        {
            return text.ToLowerInvariant();
        }

        char[] letters = text.ToCharArray();
        for (int i = 0; i < letters.Length; i++)
        {
            letters[i] = letters[i] == 'Σ' && EndsWord(text, i) ? 'ς' : letters[i];
        }

        return new string(letters).Replace("İ", "i\u0307", StringComparison.Ordinal).ToLowerInvariant();
    }

    /// <summary>len(text.upper()): some letters become two or three.</summary>
    public static int UpperLength(string text)
    {
        int length = PythonText.Length(text);
        foreach (char letter in text)
        {
            length += letter < 'ß' ? 0 : MoreInUpperCase(letter);
        }

        return length;
    }

    private static int MoreInUpperCase(char letter) => letter switch
    {
        'ΐ' or 'ΰ' or 'ὒ' or 'ὔ' or 'ὖ' or 'ᾷ' or 'ῇ' or 'ῒ' or '\u1fd3' or 'ῗ' or 'ῢ' or '\u1fe3' or 'ῧ' or 'ῷ' or 'ﬃ' or 'ﬄ' => 2,
        'ß' or 'ŉ' or 'ǰ' or 'և' or (>= 'ẖ' and <= 'ẚ') or 'ὐ' or (>= 'ᾀ' and <= 'ᾯ') or (>= 'ᾲ' and <= 'ᾴ') or 'ᾶ' or 'ᾼ' => 1,
        (>= 'ῂ' and <= 'ῄ') or 'ῆ' or 'ῌ' or 'ῖ' or 'ῤ' or 'ῦ' or (>= 'ῲ' and <= 'ῴ') or 'ῶ' or 'ῼ' => 1,
        (>= 'ﬀ' and <= 'ﬂ') or 'ﬅ' or 'ﬆ' or (>= 'ﬓ' and <= 'ﬗ') => 1,
        _ => 0,
    };

    // Unicode's Final_Sigma: a cased letter before, none after; what stands between and has no case of its own doesn't count.
    private static bool EndsWord(string text, int at)
    {
        int before = at - 1;
        while (before >= 0 && RuneEndingAt(text, before) is var rune && IsIgnorable(rune))
        {
            before -= rune.Utf16SequenceLength;
        }

        int after = at + 1;
        while (after < text.Length && RuneAt(text, after) is var rune && IsIgnorable(rune))
        {
            after += rune.Utf16SequenceLength;
        }

        return before >= 0 && IsCased(RuneEndingAt(text, before)) && !(after < text.Length && IsCased(RuneAt(text, after)));
    }

    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || rune.Value is 'ª' or 'º' or (>= 0x2160 and <= 0x217f) or (>= 0x24b6 and <= 0x24e9); // Roman numerals, letters in circles

    private static bool IsIgnorable(Rune rune) => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || (rune.IsBmp && IgnorableMarks.Contains((char)rune.Value, StringComparison.Ordinal));

    private static Rune RuneAt(string text, int at) => Rune.TryGetRuneAt(text, at, out Rune rune) ? rune : Rune.ReplacementChar;

    private static Rune RuneEndingAt(string text, int at) => RuneAt(text, at > 0 && char.IsLowSurrogate(text[at]) ? at - 1 : at);
}
