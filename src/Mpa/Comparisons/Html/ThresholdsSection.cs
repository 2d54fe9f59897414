using System.Globalization;
using Mpa.Reports;
using Mpa.Reports.Html;

namespace Mpa.Comparisons.Html;

/// <summary>How many pairs the parity rule would keep with each matcher, from loose to strict.</summary>
internal static class ThresholdsSection
{
    private const double Room = 1.05;
    private const int Colors = 6;
    private const string Told = "Pairs kept by threshold, one line a matcher";

    public static Markup Write(Comparison comparison) => comparison.Thresholds.Count == 0
        ? Markup.Empty
        : PageParts.Section(
            "thresholds",
            "Matchers and thresholds",
            $"What the rule would keep of the pairs of {comparison.Runs[0].Name}, "
                + "had another matcher or threshold said what counts as the same answer. "
                + "Computed from its answers; no model was asked.",
            Chart(comparison.Thresholds),
            "1-annotations.jsonl, 2-answers.*.jsonl of the first run");

    private static Markup Chart(IReadOnlyList<ThresholdPoint> points)
    {
        double top = Math.Max(1, points.Max(point => point.Kept)) * Room;
        IGrouping<string, ThresholdPoint>[] matchers = [.. points.GroupBy(point => point.Matcher)];
        Markup lines = Markup.Join(matchers.Select((matcher, index) => Line(matcher, index, top)));
        Markup end = Markup.Of($"""<text class="tick" x="100%" y="214" text-anchor="end">1</text>""");
        return Markup.Of($"""
            <p class="key">{matchers.Select(Key)}</p>
            <svg class="sweep" role="img" aria-label="{Told}" width="100%" height="220">
            {Enumerable.Range(0, 5).Select(i => Grid(top * i / 4 / Room, top))}
            <svg {PageParts.PlotRoom}>{lines}</svg>
            <text class="tick" x="0" y="214">threshold 0.1</text>{end}
            </svg>
            <p class="lead">{Own(points)}</p>
            """);
    }

    private static Markup Key(IGrouping<string, ThresholdPoint> matcher, int index)
    {
        Markup line = Markup.Of($"""<line class="c{index % Colors}" x1="0" x2="22" y1="4" y2="4"/>""");
        Markup sample = Markup.Of($"""<svg aria-hidden="true" width="22" height="8">{line}</svg>""");
        return Markup.Of($"<span>{sample}{matcher.Key}, {Span(matcher)}</span>");
    }

    private static string Span(IEnumerable<ThresholdPoint> points)
    {
        int least = points.Min(point => point.Kept), most = points.Max(point => point.Kept);
        return least == most
            ? $"{Figures.Count(most)} kept"
            : $"{Figures.Count(least)} to {Figures.Count(most)} kept";
    }

    private static string Own(IReadOnlyList<ThresholdPoint> points)
    {
        if (points.FirstOrDefault(point => point.IsOwn) is not { } own)
        {
            return "";
        }

        string threshold = own.Threshold.ToString("0.0", CultureInfo.InvariantCulture);
        return $"The run itself used {own.Matcher} at {threshold}: the teacher repeats {Figures.Count(own.Repeated)}, "
            + $"the student misses {Figures.Count(own.Missed)}, {Figures.Count(own.Kept)} kept.";
    }

    private static Markup Grid(double kept, double top) =>
        PageParts.GridLine(PageParts.Number(PageParts.PlotY(kept / top)), Figures.Count((long)kept));

    private static Markup Line(IEnumerable<ThresholdPoint> points, int index, double top)
    {
        IEnumerable<string> places = points.Select(point => $"{X(point)},{Y(point, top)}");
        return Markup.Of($"""<polyline class="c{index % Colors}" points="{string.Join(' ', places)}"/>""");
    }

    private static string X(ThresholdPoint point) => PageParts.Number(1000 * (point.Threshold - 0.1) / 0.9);

    private static string Y(ThresholdPoint point, double top) => PageParts.Number(100 * (1 - (point.Kept / top)));
}
