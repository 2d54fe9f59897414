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

    /// <summary>len(text.upper()): some letters become two or three (SpecialCasing.txt of Unicode).</summary>
    public static int UpperLength(string text)
    {
        int length = Length(text);
        foreach (char letter in text)
        {
            length += letter < 'ß' ? 0 : letter switch
            {
                'ß' or 'ŉ' or 'ǰ' or 'և' or 'ﬀ' or 'ﬁ' or 'ﬂ' or 'ﬅ' or 'ﬆ' or (>= 'ﬓ' and <= 'ﬗ') => 1,
                'ΐ' or 'ΰ' or 'ﬃ' or 'ﬄ' => 2,
                _ => 0,
            };
        }

        return length;
    }

    private static bool EndsWord(string text, int at) =>
        at > 0 && char.IsLetter(text[at - 1]) && (at + 1 == text.Length || !char.IsLetter(text[at + 1]));

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
