using Mpa.Reports;
using Mpa.Reports.Html;

namespace Mpa.Comparisons.Html;

/// <summary>Scores by part of the test, a row a run.</summary>
internal static class ComparedSlicesSection
{
    public static Markup Write(Comparison comparison) => comparison.Runs[0].Slices.Count == 0
        ? Markup.Empty
        : Parts.Section(
            "slices",
            "By part of the test",
            $"A cell is colored where the whole interval of the difference from {comparison.Runs[0].Name} lies above or below zero; in so many cells a few do by chance.",
            Markup.Of($"{comparison.Runs[0].Slices.Select(slice => slice.By).Distinct().Select(by => Table(comparison, by))}"),
            "5-scores.*.jsonl, the test's questions.jsonl");

    private static Markup Table(Comparison comparison, string by)
    {
        IEnumerable<string> names = comparison.Runs[0].Slices.Where(slice => slice.By == by).Select(slice => slice.Name);
        return Markup.Of($"""
            <div class="scroll"><table class="wide-table"><caption>By {by}, percent</caption>
            <thead><tr><th scope="col">Run</th>{names.Select(name => Markup.Of($"""<th scope="col">{name}</th>"""))}</tr></thead>
            <tbody>{comparison.Runs.Select(run => Markup.Of($"""<tr><th scope="row">{run.Name}</th>{run.Slices.Where(slice => slice.By == by).Select(Cell)}</tr>"""))}</tbody>
            </table></div>
            """);
    }

    private static Markup Cell(ComparedSlice slice) => Markup.Of($"""
        <td class="n {Kind(slice)}" title="{Title(slice)}">{(slice.Score is null ? "–" : Figures.Fixed(100 * slice.Score.Value, 1))}</td>
        """);

    private static string Kind(ComparedSlice slice) => slice.AgainstFirst switch { { High: < 0 } => "worse", { Low: > 0 } => "better", _ => "" };

    private static string Title(ComparedSlice slice) => slice switch
    {
        { Score: { } score, AgainstFirst: { } difference } => $"{Figures.PercentSpan(score)}, against the first {Figures.Points(difference)} {Figures.PointSpan(difference)}",
        { Score: { } score } => Figures.PercentSpan(score),
        _ => "not scored",
    };
}
