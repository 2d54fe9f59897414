using System.Globalization;

namespace Mpa.Runs;

/// <summary>Lines for the person who watches.</summary>
internal static class StageSummary
{
    /// <summary>"812 pairs · 31 unreadable · 57 near-duplicate".</summary>
    public static string Of(string head, IReadOnlyDictionary<string, long> counts) =>
        string.Join(" · ", counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value:N0} {pair.Key}")).Prepend(head));

    /// <summary>"54 %".</summary>
    public static string Share(double part, double whole) =>
        whole == 0 ? "0 %" : string.Create(CultureInfo.InvariantCulture, $"{100 * part / whole:0} %");
}
