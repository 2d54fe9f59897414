using Mpa.Reports;
using Mpa.Reports.Html;
using Mpa.Statistics;

namespace Mpa.Comparisons.Html;

/// <summary>What each run trained on, and what came of it.</summary>
internal static class RunsSection
{
    public static Markup Write(Comparison comparison) => Parts.Section(
        "runs",
        "The runs",
        $"Differences are paired by question against {comparison.Runs[0].Name}; p-values are corrected for the number of comparisons (Holm 1979).",
        Markup.Of($"""
            <div class="scroll"><table class="runs">
            <caption class="hidden">Selection rule, training set, score, gain and difference of each run</caption>
            <thead><tr><th scope="col">Run, trained on</th><th scope="col" class="n">Examples</th><th scope="col" class="n">Steps</th><th scope="col" class="n">Before</th><th scope="col" class="n">Score</th><th scope="col" class="n">Gain, 95&#160;%</th><th scope="col" class="n">Against first, 95&#160;%</th><th scope="col" class="n">p</th><th scope="col" class="n">Forgot</th></tr></thead>
            <tbody>{comparison.Runs.Select(Row)}</tbody>
            </table></div>
            """),
        "run.json, 4-training.jsonl, 5-scores.*.jsonl of each run");

    private static Markup Row(ComparedRun run) => Markup.Of($"""
        <tr><th scope="row">{run.Name}<span class="span">{run.Meaning}</span></th><td class="n">{Examples(run)}</td><td class="n">{(run.Steps == 0 ? "–" : Figures.Count(run.Steps))}</td><td class="n">{(run.Before is null ? "–" : Figures.Percent(run.Before))}</td><td class="n"><b>{(run.Score is null ? "–" : Figures.Percent(run.Score))}</b></td>{Change(run.Gain)}{Change(run.AgainstFirst)}<td class="n">{(run.HolmP is { } p ? P(p) : "–")}</td><td class="n">{(run.Forgetting is { } lost ? $"{Figures.Count(lost.Forgotten)} of {Figures.Count(lost.RightBefore)}" : "–")}</td></tr>

        """);

    private static string Examples(ComparedRun run) => run.Selected is not { } selected
        ? "–"
        : run.Replayed == 0 ? Figures.Count(selected) : $"{Figures.Count(selected)} + {Figures.Count(run.Replayed)} replayed";

    private static string P(double p) => Figures.PValue(p)[2..].TrimStart('=', '\u00a0');

    /// <summary>A difference as a cell, colored when its interval lies on one side of zero.</summary>
    public static Markup Change(Difference? change) => change is null
        ? Markup.Of($"""<td class="n">–</td>""")
        : Markup.Of($"""<td class="n {Kind(change)}"><b>{Figures.Points(change)}</b> <span class="span">{Figures.PointSpan(change)}</span></td>""");

    private static string Kind(Difference change) => change switch { { High: < 0 } => "bad", { Low: > 0 } => "good", _ => "" };
}
