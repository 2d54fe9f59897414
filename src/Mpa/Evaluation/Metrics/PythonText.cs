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
        at < text.Length && (char.IsAscii(text[at]) ? char.IsAsciiDigit(text[at]) : Rune.TryGetRuneAt(text, at, out Rune rune) && Rune.IsDigit(rune));

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
