using System.Globalization;
using Mpa.Statistics;

namespace Mpa.Reports;

/// <summary>Numbers as people read them. The spaces inside are no-break spaces, the minus is U+2212.</summary>
internal static class Figures
{
    private const string Space = "\u00a0";
    private const double MinutesFrom = 90, HoursFrom = 5400;

    /// <summary>"83.8 %".</summary>
    public static string Percent(double share) => Fixed(100 * share, 1) + Space + "%";

    /// <inheritdoc cref="Percent(double)"/>
    public static string Percent(Interval interval) => Percent(interval.Value);

    /// <summary>"[81.2, 86.3]", in percent.</summary>
    public static string PercentSpan(Interval interval) => $"[{Fixed(100 * interval.Low, 1)},{Space}{Fixed(100 * interval.High, 1)}]";

    /// <summary>"+32.5": a difference in points of a hundred.</summary>
    public static string Points(Difference difference) => Signed(difference.Value);

    /// <summary>"[28.1, 36.7]": a difference's interval in points.</summary>
    public static string PointSpan(Difference difference) => $"[{Fixed(100 * difference.Low, 1)},{Space}{Fixed(100 * difference.High, 1)}]";

    /// <summary>"p = 0.03" or "p &lt; 0.001".</summary>
    public static string PValue(double p) => p < 0.001 ? $"p{Space}<{Space}0.001" : $"p{Space}={Space}{Fixed(p, p < 0.1 ? 3 : 2)}";

    /// <summary>"54 %" of a whole; "0 %" of nothing.</summary>
    public static string Share(long part, long whole) => Fixed(whole == 0 ? 0 : 100.0 * part / whole, 0) + Space + "%";

    /// <summary>"2,700".</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

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
        // Not "F1", which rounds what a double holds: 67.25 % of 800 questions would be 67.2 here and 67.3 in the terminal.
        string text = Math.Abs(value).ToString(digits == 0 ? "0" : "0." + new string('0', digits), CultureInfo.InvariantCulture);
        bool isZero = text.All(letter => letter is '0' or '.');
        return value < 0 && !isZero ? "\u2212" + text : text;
    }

    private static string Signed(double share) => (Fixed(100 * share, 1) is var text && text.StartsWith('\u2212') ? "" : "+") + text;
}
