using Mpa.Reports;
using Mpa.Reports.Html;
using Mpa.Statistics;

namespace Mpa.Comparisons.Html;

/// <summary>Every run's score on one scale, with its interval and its difference from the first run's.</summary>
internal static class ForestSection
{
    private const int RowHeight = 48;
    private const int RailY = 31;
    private const double Step = 0.1;

    public static Markup Write(Comparison comparison)
    {
        ComparedRun[] runs = [.. comparison.Runs.Where(run => run.Score is not null)];
        Scale scale = Scale.Of(
            [.. runs.Select(run => run.Score!), .. new[] { comparison.Teacher, runs[0].Before }.OfType<Interval>()]);
        return Markup.Of($"""
            <figure class="scores forest">
            {Chart(comparison, runs, scale)}
            <figcaption>{Caption(comparison, scale)} In brackets: difference from {runs[0].Name}.{Source}</figcaption>
            </figure>
            """);
    }

    private static Markup Source => PageParts.Source("5-scores.*.jsonl of each run");

    private static Markup Caption(Comparison comparison, Scale scale)
    {
        string what = $"Mean score on {Figures.Count(comparison.Questions)} held-out questions ({comparison.Metric})";
        string range = $"from {Figures.Percent(scale.Low)} to {Figures.Percent(scale.High)}";
        Markup intervals = Markup.Of($"with 95&#160;% intervals clustered by image, {range}.");
        return Markup.Of($"{what} {intervals} Gray mark: the student as it was; dashed: the teacher.");
    }

    private static Markup Chart(Comparison comparison, ComparedRun[] runs, Scale scale)
    {
        int height = (runs.Length * RowHeight) + 22;
        string told = string.Join("; ", runs.Select(Told));
        return Markup.Of($"""
            <svg role="img" aria-label="{told}" width="100%" height="{height}">
            {scale.Ticks.Select(tick => TickLabel(tick, scale, height))}
            {runs.Select((run, index) => Row(run, Bounds(index), index, scale))}
            </svg>
            """);

        Markup Bounds(int index)
        {
            Markup before = Bound("bound", runs[0].Before, scale, index);
            return Markup.Of($"{before}{Bound("reference", comparison.Teacher, scale, index)}");
        }
    }

    private static string Told(ComparedRun run) =>
        $"{run.Name} {Figures.Percent(run.Score)} {Figures.PercentSpan(run.Score!)}";

    private static Markup TickLabel(double tick, Scale scale, int height)
    {
        string anchor = tick - scale.Low < 0.01 ? "start" : scale.High - tick < 0.01 ? "end" : "middle";
        string label = Figures.Fixed(100 * tick, 0);
        return Markup.Of(
            $"""<text class="tick" x="{scale.X(tick)}" y="{height - 4}" text-anchor="{anchor}">{label}</text>""");
    }

    // Beside the rail only: through the whole figure it would strike the names out.
    private static Markup Bound(string kind, Interval? score, Scale scale, int index)
    {
        string x = score is null ? "" : scale.X(score.Value);
        int y = (index * RowHeight) + RailY;
        return score is null
            ? Markup.Empty
            : Markup.Of($"""<line class="{kind}" x1="{x}" x2="{x}" y1="{y - 9}" y2="{y + 9}"/>""");
    }

    private static Markup Row(ComparedRun run, Markup bounds, int index, Scale scale)
    {
        Interval score = run.Score!;
        int top = index * RowHeight, y = top + RailY;
        string kind = index == 0 ? "after first" : "after";
        string against = run.AgainstFirst is { } difference
            ? $"({Figures.Change(difference)})"
            : Figures.PercentSpan(score);
        Markup figure = Markup.Of($"""<tspan class="figure">{Figures.Percent(score)}</tspan>""");
        Markup span = Markup.Of($"""<tspan class="span">{against}</tspan>""");
        return Markup.Of($"""
            <g class="{kind}"><text class="name" x="0" y="{top + 16}">{run.Name} {figure} {span}</text>
            <line class="rail" x1="0" x2="100%" y1="{y}" y2="{y}"/>{bounds}
            <line class="whisker" x1="{scale.X(score.Low)}" x2="{scale.X(score.High)}" y1="{y}" y2="{y}"/>
            <circle cx="{scale.X(score.Value)}" cy="{y}" r="6"/></g>
            """);
    }

    /// <summary>The shares between two steps that hold every interval.</summary>
    private sealed record Scale(double Low, double High)
    {
        public IEnumerable<double> Ticks =>
            Enumerable.Range(0, (int)Math.Round((High - Low) / Step) + 1).Select(i => Low + (i * Step));

        public static Scale Of(Interval[] all) => new(
            Math.Max(0, Math.Floor(all.Min(score => score.Low) / Step) * Step),
            Math.Min(1, Math.Ceiling(all.Max(score => score.High) / Step) * Step));

        public string X(double share) => PageParts.X((share - Low) / Math.Max(Step, High - Low));
    }
}
