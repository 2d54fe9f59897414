using System.Globalization;
using Mpa.Reports;
using Mpa.Reports.Html;

namespace Mpa.Comparisons.Html;

/// <summary>How many pairs the parity rule would keep with each matcher, from loose to strict.</summary>
internal static class ThresholdsSection
{
    public static Markup Write(Comparison comparison) => comparison.Thresholds.Count == 0
        ? Markup.Empty
        : Parts.Section(
            "thresholds",
            "Matchers and thresholds",
            $"What the rule would keep of the pairs of {comparison.Runs[0].Name}, had another matcher or threshold said what counts as the same answer. Computed from its answers; no model was asked.",
            Chart(comparison.Thresholds),
            "1-annotations.jsonl, 2-answers.*.jsonl of the first run");

    private static Markup Chart(IReadOnlyList<ThresholdPoint> points)
    {
        double top = Math.Max(1, points.Max(point => point.Kept)) * 1.05;
        IGrouping<string, ThresholdPoint>[] matchers = [.. points.GroupBy(point => point.Matcher)];
        ThresholdPoint? own = points.FirstOrDefault(point => point.IsOwn);
        return Markup.Of($"""
            <p class="key">{matchers.Select((matcher, index) => Markup.Of($"""<span><svg aria-hidden="true" width="22" height="8"><line class="c{index % 6}" x1="0" x2="22" y1="4" y2="4"/></svg>{matcher.Key}, {Span(matcher)}</span>"""))}</p>
            <svg class="sweep" role="img" aria-label="Pairs kept by threshold, one line a matcher" width="100%" height="220">
            {Enumerable.Range(0, 5).Select(i => Grid(top * i / 4 / 1.05, top))}
            <svg y="6" width="100%" height="190" viewBox="0 0 1000 100" preserveAspectRatio="none">{matchers.Select((matcher, index) => Markup.Of($"""<polyline class="c{index % 6}" points="{Line(matcher, top)}"/>"""))}</svg>
            <text class="tick" x="0" y="214">threshold 0.1</text><text class="tick" x="100%" y="214" text-anchor="end">1</text>
            </svg>
            <p class="lead">{(own is null ? "" : $"The run itself used {own.Matcher} at {own.Threshold.ToString("0.0", CultureInfo.InvariantCulture)}: the teacher repeats {Figures.Count(own.Repeated)}, the student misses {Figures.Count(own.Missed)}, {Figures.Count(own.Kept)} kept.")}</p>
            """);
    }

    private static string Span(IEnumerable<ThresholdPoint> points)
    {
        int least = points.Min(point => point.Kept), most = points.Max(point => point.Kept);
        return least == most ? $"{Figures.Count(most)} kept" : $"{Figures.Count(least)} to {Figures.Count(most)} kept";
    }

    private static Markup Grid(double kept, double top)
    {
        string y = Number(6 + (190 * (1 - (kept / top))));
        return Markup.Of($"""<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/><text class="tick" x="-8" y="{y}" dy="4" text-anchor="end">{Figures.Count((long)kept)}</text>""");
    }

    private static string Line(IEnumerable<ThresholdPoint> points, double top) => string.Join(
        ' ', points.Select(point => $"{Number(1000 * (point.Threshold - 0.1) / 0.9)},{Number(100 * (1 - (point.Kept / top)))}"));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
