using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mpa.Tasks;

/// <summary>Reads the number in an answer, whatever stands around it and whichever digits it is written in.</summary>
internal static partial class AnswerNumber
{
    private const int ThousandsDigits = 3;

    /// <summary>The number as English writes it, with its percent sign; null where there is none, or several.</summary>
    /// <param name="text">Such as "EUR 1.200,50" or "about ４２ %".</param>
    /// <param name="decimalComma">Whether the language writes 4,20 for a little more than four.</param>
    public static string? Read(string text, bool decimalComma)
    {
        MatchCollection found = Number().Matches(Ascii(text));
        if (found.Count != 1)
        {
            return null;
        }

        string digits = Plain(found[0].Groups["digits"].Value, decimalComma);
        string sign = found[0].Groups["sign"].Success ? "-" : "";
        string percent = found[0].Groups["percent"].Success ? "%" : "";
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            ? $"{sign}{value.ToString(CultureInfo.InvariantCulture)}{percent}"
            : null;
    }

    /// <summary>Every decimal digit of any script as 0 to 9, every minus and percent sign as ours.</summary>
    private static string Ascii(string text)
    {
        StringBuilder plain = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            double digit = Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber
                ? Rune.GetNumericValue(rune)
                : -1;
            plain.Append(digit >= 0 ? ((int)digit).ToString(CultureInfo.InvariantCulture) : rune.Value switch
            {
                '\u2212' or '\uff0d' or '\u2013' => "-",
                '\u066a' or '\uff05' => "%",
                '\u066b' or '\uff0e' => ".",
                '\u066c' or '\uff0c' or '\u2019' => ",",
                _ => rune.ToString(),
            });
        }

        return plain.ToString();
    }

    /// <summary>Of points and commas the last is the decimal mark, unless it can only part thousands.</summary>
    private static string Plain(string digits, bool decimalComma)
    {
        string text = Spaces().Replace(digits, "").Replace("'", "", StringComparison.Ordinal);
        int point = text.LastIndexOf('.'), comma = text.LastIndexOf(',');
        char mark = (point, comma) switch
        {
            (-1, -1) => '.',
            (-1, _) => IsDecimal(text, ',', decimalComma) ? ',' : '.',
            (_, -1) => IsDecimal(text, '.', !decimalComma) ? '.' : ',',
            _ => point > comma ? '.' : ',',
        };
        string other = mark == '.' ? "," : ".";
        return text.Replace(other, "", StringComparison.Ordinal).Replace(mark, '.');
    }

    /// <summary>Whether the only kind of mark in a number is its decimal mark.</summary>
    private static bool IsDecimal(string text, char mark, bool usual) =>
        text.Count(letter => letter == mark) == 1
        && (usual || text.Length - text.IndexOf(mark) - 1 != ThousandsDigits);

    [GeneratedRegex(
        @"(?:(?<![\w.,])(?<sign>-)\s?)?(?<digits>\d+(?:[.,'\u00a0\u202f ]\d+)*)(?:\s{0,2}(?<percent>%))?",
        RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"\s", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
