using System.Globalization;
using Mpa.Statistics;

namespace Mpa.Reports;

/// <summary>
/// Numbers as people read them. The spaces inside are no-break spaces, the minus is U+2212; what there is none of is a
/// dash.
/// </summary>
internal static class Figures
{
    /// <summary>Stands where there is no number.</summary>
    public const string None = "–";

    private const string Space = "\u00a0";
    private const double MinutesFrom = 90, HoursFrom = 5400;

    /// <summary>"83.8 %".</summary>
    public static string Percent(double share) => Fixed(100 * share, 1) + Space + "%";

    /// <inheritdoc cref="Percent(double)"/>
    public static string Percent(Interval? interval) => interval is null ? None : Percent(interval.Value);

    /// <summary>"[81.2, 86.3]", in percent.</summary>
    public static string PercentSpan(Interval interval) => Span(interval.Low, interval.High);

    /// <summary>"+32.5": a difference in points of a hundred.</summary>
    public static string Points(Difference? difference) => difference is null ? None : Signed(difference.Value);

    /// <summary>"[28.1, 36.7]": a difference's interval in points.</summary>
    public static string PointSpan(Difference difference) => Span(difference.Low, difference.High);

    /// <summary>"+32.5 [28.1, 36.7]".</summary>
    public static string Change(Difference? difference) =>
        difference is null ? None : $"{Points(difference)} {PointSpan(difference)}";

    /// <summary>"p = 0.03" or "p &lt; 0.001".</summary>
    public static string PValue(double p) =>
        p < 0.001 ? $"p{Space}<{Space}0.001" : $"p{Space}={Space}{Fixed(p, p < 0.1 ? 3 : 2)}";

    /// <summary>"54 %" of a whole; "0 %" of nothing.</summary>
    public static string Share(long part, long whole) => Fixed(whole == 0 ? 0 : 100.0 * part / whole, 0) + Space + "%";

    /// <summary>"2,700".</summary>
    public static string Count(long? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? None;

    /// <summary>"12 of 300": forgotten of those that were right before.</summary>
    public static string Forgotten(AnswerChanges? changes) =>
        changes is null ? None : $"{Count(changes.Forgotten)} of {Count(changes.RightBefore)}";

    /// <summary>"24,000": a count whose last digits mean nothing, to two digits.</summary>
    public static string About(long count)
    {
        double unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, count))) - 1));
        return Count((long)(Math.Round(count / unit) * unit));
    }

    /// <summary>"38 s", "1 min 52 s" or "2 h 05 min".</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 10 => Fixed(seconds, 1) + Space + "s",
        < MinutesFrom => Fixed(seconds, 0) + Space + "s",
        < HoursFrom => $"{(int)(seconds / 60)}{Space}min{Space}{(int)(seconds % 60):00}{Space}s",
        _ => $"{Count((long)(seconds / 3600))}{Space}h{Space}{(int)(seconds % 3600 / 60):00}{Space}min",
    };

    /// <summary>A number with so many digits after the point.</summary>
    public static string Fixed(double value, int digits)
    {
        // Not "F1", which rounds what a double holds: 67.25 % of 800 questions would be 67.2 here, 67.3 in a terminal.
        string format = digits == 0 ? "0" : "0." + new string('0', digits);
        string text = Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
        bool isZero = text.All(letter => letter is '0' or '.');
        return value < 0 && !isZero ? "\u2212" + text : text;
    }

    private static string Span(double low, double high) => $"[{Fixed(100 * low, 1)},{Space}{Fixed(100 * high, 1)}]";

    private static string Signed(double share)
    {
        string text = Fixed(100 * share, 1);
        return text.StartsWith('\u2212') ? text : "+" + text;
    }
}
