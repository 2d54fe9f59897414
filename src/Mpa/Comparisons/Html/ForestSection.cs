using Mpa.Reports;
using Mpa.Reports.Html;
using Mpa.Statistics;

namespace Mpa.Comparisons.Html;

/// <summary>Every run's score on one scale, with its interval and its difference from the first run's.</summary>
internal static class ForestSection
{
    private const int RowHeight = 44;
    private const double Step = 0.1;

    public static Markup Write(Comparison comparison)
    {
        ComparedRun[] runs = [.. comparison.Runs.Where(run => run.Score is not null)];
        Interval[] all = [.. runs.Select(run => run.Score!), .. new[] { comparison.Teacher, runs[0].Before }.OfType<Interval>()];
        double low = Math.Max(0, Math.Floor(all.Min(score => score.Low) / Step) * Step);
        double high = Math.Min(1, Math.Ceiling(all.Max(score => score.High) / Step) * Step);
        return Markup.Of($"""
            <figure class="scores forest">
            {Chart(comparison, runs, low, high)}
            <figcaption>Mean score on {Figures.Count(comparison.Questions)} held-out questions ({comparison.Metric}) with 95&#160;% intervals clustered by image, from {Figures.Percent(low)} to {Figures.Percent(high)}. Gray line: the student as it was; dashed: the teacher. In brackets: difference from {runs[0].Name}.{Parts.Source("5-scores.*.jsonl of each run")}</figcaption>
            </figure>
            """);
    }

    private static Markup Chart(Comparison comparison, ComparedRun[] runs, double low, double high)
    {
        int height = (runs.Length * RowHeight) + 22;
        string X(double share) => Parts.X((share - low) / Math.Max(Step, high - low));
        string told = string.Join("; ", runs.Select(run => $"{run.Name} {Figures.Percent(run.Score!)} {Figures.PercentSpan(run.Score!)}"));
        IEnumerable<double> ticks = Enumerable.Range(0, (int)Math.Round((high - low) / Step) + 1).Select(i => low + (i * Step));
        return Markup.Of($"""
            <svg role="img" aria-label="{told}" width="100%" height="{height}">
            {Bound("bound", runs[0].Before, X, height)}{Bound("reference", comparison.Teacher, X, height)}
            {ticks.Select(tick => Markup.Of($"""<text class="tick" x="{X(tick)}" y="{height - 4}" text-anchor="{Anchor(tick, low, high)}">{Figures.Fixed(100 * tick, 0)}</text>"""))}
            {runs.Select((run, index) => Row(run, index * RowHeight, index == 0, X))}
            </svg>
            """);
    }

    private static string Anchor(double tick, double low, double high) => tick - low < 0.01 ? "start" : high - tick < 0.01 ? "end" : "middle";

    private static Markup Bound(string kind, Interval? score, Func<double, string> x, int height) => score is null
        ? Markup.Empty
        : Markup.Of($"""<line class="{kind}" x1="{x(score.Value)}" x2="{x(score.Value)}" y1="0" y2="{height - 20}"/>""");

    private static Markup Row(ComparedRun run, int top, bool first, Func<double, string> x) => Markup.Of($"""
        <g class="{(first ? "after first" : "after")}"><text class="name" x="0" y="{top + 16}">{run.Name} <tspan class="figure">{Figures.Percent(run.Score!)}</tspan> <tspan class="span">{Against(run)}</tspan></text>
        <line class="rail" x1="0" x2="100%" y1="{top + 30}" y2="{top + 30}"/>
        <line class="whisker" x1="{x(run.Score!.Low)}" x2="{x(run.Score.High)}" y1="{top + 30}" y2="{top + 30}"/>
        <circle cx="{x(run.Score.Value)}" cy="{top + 30}" r="6"/></g>
        """);

    private static string Against(ComparedRun run) => run.AgainstFirst is { } difference
        ? $"({Figures.Points(difference)} {Figures.PointSpan(difference)})"
        : Figures.PercentSpan(run.Score!);
}
