using System.Globalization;
using System.Text;

namespace Mpa.Evaluation.Metrics;

/// <summary>Text operations as Python 3's str does them, since the official metric scripts are Python.</summary>
internal static class PythonText
{
    /// <summary>str.isspace of one character: .NET's white space and the four separators U+001C to U+001F.</summary>
    public static bool IsSpace(char letter) => char.IsWhiteSpace(letter) || letter is >= '\x1c' and <= '\x1f';

    /// <summary>A word character of re: a letter, a character with a numeric value, or "_".</summary>
    public static bool IsWordCharacter(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_'
        : Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>Whether \d of re matches there: a decimal digit of any script.</summary>
    public static bool IsDigitAt(string text, int at) =>
        at < text.Length && (char.IsAscii(text[at])
            ? char.IsAsciiDigit(text[at])
            : Rune.TryGetRuneAt(text, at, out Rune rune) && Rune.IsDigit(rune));

    /// <summary>" ".join(text.split()).</summary>
    public static string JoinWords(string text)
    {
        if (IsJoined(text))
        {
            return text;
        }

        StringBuilder joined = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool space = IsSpace(text[i]);
            if (space && joined.Length > 0 && joined[^1] != ' ')
            {
                joined.Append(' ');
            }
            else if (!space)
            {
                joined.Append(text[i]);
            }
        }

        return joined.ToString().TrimEnd(' ');
    }

    /// <summary>text.strip().</summary>
    public static string Strip(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>len(text): code points.</summary>
    public static int Length(string text)
    {
        int low = 0;
        foreach (char letter in text)
        {
            low += char.IsLowSurrogate(letter) ? 1 : 0;
        }

        return text.Length - low;
    }

    // True when splitting and joining would change nothing.
    private static bool IsJoined(string text)
    {
        bool before = true;
        foreach (char letter in text)
        {
            bool space = IsSpace(letter);
            if (space && (before || letter != ' '))
            {
                return false;
            }

            before = space;
        }

        return !before || text.Length == 0;
    }
}

/// <summary>
/// Lower and upper case as Python 3's str does them: by Unicode's full mappings (SpecialCasing.txt), not letter by
/// letter.
/// </summary>
internal static class PythonCase
{
    private const string IgnorableMarks =
        "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

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
        'ΐ' or 'ΰ' or 'ὒ' or 'ὔ' or 'ὖ' or 'ᾷ' or 'ῇ' or 'ῒ' or '\u1fd3' or 'ῗ' or 'ῢ' or '\u1fe3' or 'ῧ' or 'ῷ' => 2,
        'ﬃ' or 'ﬄ' => 2,
        'ß' or 'ŉ' or 'ǰ' or 'և' or (>= 'ẖ' and <= 'ẚ') or 'ὐ' or (>= 'ᾀ' and <= 'ᾯ') => 1,
        (>= 'ᾲ' and <= 'ᾴ') or 'ᾶ' or 'ᾼ' => 1,
        (>= 'ῂ' and <= 'ῄ') or 'ῆ' or 'ῌ' or 'ῖ' or 'ῤ' or 'ῦ' or (>= 'ῲ' and <= 'ῴ') or 'ῶ' or 'ῼ' => 1,
        (>= 'ﬀ' and <= 'ﬂ') or 'ﬅ' or 'ﬆ' or (>= 'ﬓ' and <= 'ﬗ') => 1,
        _ => 0,
    };

    // Unicode's Final_Sigma: a cased letter before, none after; what stands between and has no case of its own doesn't
    // count.
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

        bool goesOn = after < text.Length && IsCased(RuneAt(text, after));
        return before >= 0 && IsCased(RuneEndingAt(text, before)) && !goesOn;
    }

    // Besides letters: Roman numerals, letters in circles.
    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || rune.Value is 'ª' or 'º' or (>= 0x2160 and <= 0x217f) or (>= 0x24b6 and <= 0x24e9);

    private static bool IsIgnorable(Rune rune) => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || (rune.IsBmp && IgnorableMarks.Contains((char)rune.Value, StringComparison.Ordinal));

    private static Rune RuneAt(string text, int at) =>
        Rune.TryGetRuneAt(text, at, out Rune rune) ? rune : Rune.ReplacementChar;

    private static Rune RuneEndingAt(string text, int at) =>
        RuneAt(text, at > 0 && char.IsLowSurrogate(text[at]) ? at - 1 : at);
}
