using Mpa.Statistics;

namespace Mpa.Reports.Html;

/// <summary>Before, after and teacher on one scale, with their intervals.</summary>
internal static class ScoresSection
{
    private const int RowHeight = 46;
    private static readonly double[] Ticks = [0, 0.25, 0.5, 0.75, 1];

    public static Markup Write(RunReport report)
    {
        (string Name, string Class, Interval? Score)[] all =
        [
            ("Student before", "before", report.Scores.Before),
            ("Student after", "after", report.Scores.After),
            ("Teacher", "teacher", report.Scores.Teacher),
        ];
        (string Name, string Class, Interval Score)[] rows = [.. all.Where(row => row.Score is not null).Select(row => (row.Name, row.Class, row.Score!))];
        return rows.Length == 0 ? Markup.Empty : Markup.Of($"""
            <figure class="scores">
            {Chart(rows, report.Scores)}
            <figcaption>Mean score on the held-out test (metric {report.Scores.Metric}, version {report.Scores.Version ?? 1}) with 95&#160;% intervals: {Figures.Count(Bootstrap.Resamples)} resamples of images, since questions about one image go together. {Measures.Finest(report) ?? ""}{Parts.Source("5-scores.before.jsonl, 5-scores.after.jsonl, 5-scores.teacher.jsonl")}</figcaption>
            </figure>
            """);
    }

    private static Markup Chart((string Name, string Class, Interval Score)[] rows, ReportScores scores)
    {
        int height = (rows.Length * RowHeight) + 22;
        string told = string.Join("; ", rows.Select(row => $"{row.Name} {Figures.Percent(row.Score)} {Figures.PercentSpan(row.Score)}"));
        return Markup.Of($"""
            <svg role="img" aria-label="{told}" width="100%" height="{height}">
            {Ticks.Select(tick => TickLabel(tick, height))}
            {Gain(scores)}
            {rows.Select((row, index) => Row(row.Name, row.Class, row.Score, index * RowHeight))}
            </svg>
            """);
    }

    private static Markup TickLabel(double share, int height) => Markup.Of($"""<text class="tick" x="{Parts.X(share)}" y="{height - 4}" text-anchor="{Anchor(share)}">{Figures.Fixed(100 * share, 0)}</text>""");

    private static Markup Tick(double share, int y) => Markup.Of($"""<line class="rail" x1="{Parts.X(share)}" x2="{Parts.X(share)}" y1="{y - 4}" y2="{y + 4}"/>""");

    private static string Anchor(double share) => share switch { 0 => "start", 1 => "end", _ => "middle" };

    // What leveling added or took away, as a band behind the student's second row.
    private static Markup Gain(ReportScores scores)
    {
        if (scores is not { Before: { } before, After: { } after })
        {
            return Markup.Empty;
        }

        double low = Math.Min(before.Value, after.Value);
        string kind = after.Value >= before.Value ? "gain" : "loss";
        return Markup.Of($"""<rect class="{kind}" x="{Parts.X(low)}" width="{Parts.X(Math.Abs(after.Value - before.Value))}" y="{RowHeight + 28}" height="12"/>""");
    }

    private static Markup Row(string name, string kind, Interval score, int top) => Markup.Of($"""
        <g class="{kind}"><text class="name" x="0" y="{top + 18}">{name} <tspan class="figure">{Figures.Percent(score)}</tspan> <tspan class="span">{Figures.PercentSpan(score)}</tspan></text>
        <line class="rail" x1="0" x2="100%" y1="{top + 34}" y2="{top + 34}"/>{Ticks.Select(tick => Tick(tick, top + 34))}
        <line class="whisker" x1="{Parts.X(score.Low)}" x2="{Parts.X(score.High)}" y1="{top + 34}" y2="{top + 34}"/>
        <circle cx="{Parts.X(score.Value)}" cy="{top + 34}" r="6"/></g>
        """);
}
