using System.Globalization;
using System.Text;

namespace Mpa.Evaluation.Metrics;

/// <summary>
/// Relaxed accuracy of ChartQA: a number may be 5 % off, anything else must be equal but for case. Source: Masry et al.
/// 2022, "ChartQA", section 5.1 (after Methani et al. 2020), in the form that public evaluators share
/// (relaxed_correctness of google-research/pix2struct, metrics.py): "%" at the end divides by 100, a gold answer of
/// zero is compared as text, and a year is a number like any other, so that 1990 is right for 2016. Thousands
/// separators, "$" and words beside a number make it a text.
/// </summary>
internal static class RelaxedAccuracy
{
    /// <summary>A number may be off by this share of the gold number.</summary>
    private const double Tolerance = 0.05;

    /// <summary>1 when the prediction is right for one of the answers, else 0.</summary>
    public static double Score(string prediction, IReadOnlyList<string> answers) =>
        AcceptedAnswers.Best(prediction, answers, ScoreOne);

    private static double ScoreOne(string prediction, string answer)
    {
        bool right = Number(answer) is { } gold && gold != 0 && Number(prediction) is { } number
            ? Math.Abs(number - gold) / Math.Abs(gold) <= Tolerance
            : PythonCase.Lower(prediction) == PythonCase.Lower(answer);
        return right ? 1 : 0;
    }

    private static double? Number(ReadOnlySpan<char> text)
    {
        bool percent = text.EndsWith('%');
        ReadOnlySpan<char> number = percent ? text.TrimEnd('%') : text;
        return PythonFloat.TryParse(number, out double value) ? (percent ? value / 100 : value) : null;
    }
}

/// <summary>
/// Reads a number as Python's float() does: any script's digits, "_" between digits, "inf" and "nan", no thousands
/// separators.
/// </summary>
internal static class PythonFloat
{
    private const NumberStyles Style =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

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
        bool infinite = word.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || word.Equals("infinity", StringComparison.OrdinalIgnoreCase);
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
            bool known = digit || rune.Value is '_' or '.' or 'e' or 'E' or '+' or '-';
            bool misplaced = (underscore && !digit) || (rune.Value == '_' && !digitBefore);
            if (misplaced || !known)
            {
                return null;
            }

            ascii.Append(digit ? $"{(int)Rune.GetNumericValue(rune)}" : rune.Value == '_' ? "" : rune.ToString());
            (digitBefore, underscore) = (digit, rune.Value == '_');
        }

        return underscore ? null : ascii.ToString();
    }
}
