using System.Globalization;
using System.Text;

namespace Mpa.Evaluation.Metrics;

/// <summary>Reads a number as Python's float() does: any script's digits, "_" between digits, "inf" and "nan", no thousands separators.</summary>
internal static class PythonFloat
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>True with the value when Python would read the text as a number.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        ReadOnlySpan<char> plain = Strip(text);
        ReadOnlySpan<char> unsigned = plain is ['+' or '-', .. var rest] ? rest : plain;
        value = 0;
        if (unsigned.IsEmpty)
        {
            return false;
        }

        return char.IsAsciiLetter(unsigned[0])
            ? TryParseWord(unsigned, plain[0] == '-' ? -1 : 1, out value)
            : IsPlain(plain) ? double.TryParse(plain, Style, CultureInfo.InvariantCulture, out value)
            : AsciiDigits(plain) is { } ascii && double.TryParse(ascii, Style, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryParseWord(ReadOnlySpan<char> word, double sign, out double value)
    {
        bool infinite = word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase);
        value = infinite ? sign * double.PositiveInfinity : double.NaN;
        return infinite || word.Equals("nan", StringComparison.OrdinalIgnoreCase);
    }

    // float() takes white space around a number, but not the separators U+001C to U+001F, which str.isspace takes.
    private static ReadOnlySpan<char> Strip(ReadOnlySpan<char> text)
    {
        int start = 0, end = text.Length;
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAnyExcept("0123456789.eE+-");

    // The text with ASCII digits and without underscores; null when a character can't stand in a number.
    private static string? AsciiDigits(ReadOnlySpan<char> plain)
    {
        StringBuilder ascii = new(plain.Length);
        bool digitBefore = false, underscore = false;
        foreach (Rune rune in plain.EnumerateRunes())
        {
            bool digit = Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;
            if ((underscore && !digit) || (rune.Value == '_' && !digitBefore) || !(digit || rune.Value is '_' or '.' or 'e' or 'E' or '+' or '-'))
            {
                return null;
            }

            ascii.Append(digit ? $"{(int)Rune.GetNumericValue(rune)}" : rune.Value == '_' ? "" : rune.ToString());
            (digitBefore, underscore) = (digit, rune.Value == '_');
        }

        return underscore ? null : ascii.ToString();
    }
}
