using System.Globalization;
using System.Text;

namespace Mpa.Evaluation.Metrics;

/// <summary>Reads a number as Python's float() does: any script's digits, "_" between digits, "inf" and "nan", no thousands separators.</summary>
internal static class PythonFloat
{
    /// <summary>True with the value when Python would read the text as a number.</summary>
    public static bool TryParse(string text, out double value)
    {
        string plain = PythonText.Strip(text);
        string unsigned = plain.Length > 0 && plain[0] is '+' or '-' ? plain[1..] : plain;
        double sign = plain.StartsWith('-') ? -1 : 1;
        value = unsigned.ToLowerInvariant() switch
        {
            "inf" or "infinity" => sign * double.PositiveInfinity,
            "nan" => double.NaN,
            _ => 0,
        };
        return value != 0 || TryParseDigits(plain, out value);
    }

    private static bool TryParseDigits(string plain, out double value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        value = 0;
        return AsciiDigits(plain) is { } ascii && double.TryParse(ascii, Style, CultureInfo.InvariantCulture, out value);
    }

    // The text with ASCII digits and without underscores; null when a character can't stand in a number.
    private static string? AsciiDigits(string plain)
    {
        StringBuilder ascii = new(plain.Length);
        for (int i = 0; i < plain.Length; i++)
        {
            char letter = plain[i];
            if (char.IsDigit(letter) || letter is '.' or 'e' or 'E' or '+' or '-')
            {
                ascii.Append(char.IsDigit(letter) ? (char)('0' + (int)char.GetNumericValue(letter)) : letter);
            }
            else if (letter != '_' || i == 0 || i + 1 == plain.Length || !char.IsDigit(plain[i - 1]) || !char.IsDigit(plain[i + 1]))
            {
                return null;
            }
        }

        return ascii.ToString();
    }
}
