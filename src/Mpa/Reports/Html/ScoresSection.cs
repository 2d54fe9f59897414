using Mpa.Evaluation;
using Mpa.Statistics;

namespace Mpa.Reports.Html;

/// <summary>Before, after and teacher on one scale, with their intervals.</summary>
internal static class ScoresSection
{
    private const int RowHeight = 46;
    private const string ReadFrom = "5-scores.before.jsonl, 5-scores.after.jsonl, 5-scores.teacher.jsonl";
    private static readonly double[] Ticks = [0, 0.25, 0.5, 0.75, 1];

    public static Markup Write(RunReport report) => !report.Scores.Scored().Any() ? Markup.Empty : Markup.Of($"""
        <figure class="scores">
        {Chart(report.Scores)}
        <figcaption>{Caption(report)}{PageParts.Source(ReadFrom)}</figcaption>
        </figure>
        """);

    private static Markup Caption(RunReport report)
    {
        string metric = $"metric {report.Scores.Metric}, version {report.Scores.Version ?? 1}";
        string resamples = $"{Figures.Count(Bootstrap.Resamples)} resamples of images";
        Markup intervals = Markup.Of($"95&#160;% intervals: {resamples}, since questions about one image go together.");
        string finest = Measures.Finest(report) ?? "";
        return Markup.Of($"Mean score on the held-out test ({metric}) with {intervals} {finest}");
    }

    private static Markup Chart(ReportScores scores)
    {
        (Examinee Who, Interval Score)[] rows = [.. scores.Scored()];
        int height = (rows.Length * RowHeight) + 22;
        string told = string.Join("; ", rows.Select(row => $"{Name(row.Who)} {Told(row.Score)}"));
        return Markup.Of($"""
            <svg role="img" aria-label="{told}" width="100%" height="{height}">
            {Ticks.Select(tick => TickLabel(tick, height))}
            {Gain(scores)}
            {rows.Select((row, index) => Row(row.Who, row.Score, index * RowHeight))}
            </svg>
            """);
    }

    private static string Name(Examinee who) => Wording.Capital(Wording.Of(who));

    private static string Told(Interval score) => $"{Figures.Percent(score)} {Figures.PercentSpan(score)}";

    private static Markup TickLabel(double share, int height)
    {
        string anchor = share switch { 0 => "start", 1 => "end", _ => "middle" };
        string label = Figures.Fixed(100 * share, 0);
        return Markup.Of(
            $"""<text class="tick" x="{PageParts.X(share)}" y="{height - 4}" text-anchor="{anchor}">{label}</text>""");
    }

    private static Markup Tick(double share, int y)
    {
        string x = PageParts.X(share);
        return Markup.Of($"""<line class="rail" x1="{x}" x2="{x}" y1="{y - 4}" y2="{y + 4}"/>""");
    }

    // What leveling added or took away, as a band behind the student's second row.
    private static Markup Gain(ReportScores scores)
    {
        if (scores is not { Before.Value: var before, After.Value: var after })
        {
            return Markup.Empty;
        }

        string kind = after >= before ? "gain" : "loss";
        string x = PageParts.X(Math.Min(before, after)), width = PageParts.X(Math.Abs(after - before));
        return Markup.Of($"""<rect class="{kind}" x="{x}" width="{width}" y="{RowHeight + 28}" height="12"/>""");
    }

    private static Markup Row(Examinee who, Interval score, int top)
    {
        int y = top + 34;
        Markup figure = Markup.Of($"""<tspan class="figure">{Figures.Percent(score)}</tspan>""");
        Markup span = Markup.Of($"""<tspan class="span">{Figures.PercentSpan(score)}</tspan>""");
        Markup name = Markup.Of($"""<text class="name" x="0" y="{top + 18}">{Name(who)} {figure} {span}</text>""");
        Markup rail = Markup.Of($"""<line class="rail" x1="0" x2="100%" y1="{y}" y2="{y}"/>""");
        return Markup.Of($"""
            <g class="{who.Name}">{name}
            {rail}{Ticks.Select(tick => Tick(tick, y))}
            <line class="whisker" x1="{PageParts.X(score.Low)}" x2="{PageParts.X(score.High)}" y1="{y}" y2="{y}"/>
            <circle cx="{PageParts.X(score.Value)}" cy="{y}" r="6"/></g>
            """);
    }
}
