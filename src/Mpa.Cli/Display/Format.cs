using System.Globalization;

namespace Mpa.Cli.Display;

/// <summary>Numbers as people read them, the same on every machine.</summary>
internal static class Format
{
    /// <summary>"0:41", "12:03", "1:02:03"; beyond a hundred hours "4.2 days".</summary>
    public static string Time(TimeSpan time)
    {
        long seconds = (long)Math.Round(Math.Max(0, time.TotalSeconds));
        return seconds switch
        {
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}"),
            < 360_000 => string.Create(
                CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}"),
            < 8_640_000 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400.0:0.0} days"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400.0:0} days"),
        };
    }

    /// <summary>"5,000".</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1.7 M", "256 M", "2.2 B".</summary>
    public static string Size(long parameters) => parameters switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e9:0.0} B"),
        >= 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e6:0} M"),
        >= 100_000 => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e6:0.0} M"),
        _ => Count(parameters),
    };

    /// <summary>"12.3 GB", "7 MB", "3 kB".</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(bytes / 1e6):0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(bytes / 1e3):0} kB"),
    };

    /// <summary>"83.8 %".</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    /// <summary>"+32.5 points [28.1, 36.7]", with the minus that pages have too.</summary>
    public static string Points(double value, double low, double high) =>
        $"{(value >= 0 ? "+" : "")}{Point(value)} points [{Point(low)}, {Point(high)}]";

    private static string Point(double share) =>
        (100 * share).ToString("0.0;\u22120.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>"12.3/s", or "4.1 s each" when it is slow.</summary>
    public static string Rate(double perSecond) => perSecond >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.0}/s")
        : string.Create(CultureInfo.InvariantCulture, $"{1 / perSecond:0.0} s each");
}
