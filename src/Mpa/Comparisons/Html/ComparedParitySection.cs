using Mpa.Leveling;
using Mpa.Reports;
using Mpa.Reports.Html;

namespace Mpa.Comparisons.Html;

/// <summary>The funnel and the 2×2 table of each run, a row a run.</summary>
internal static class ComparedParitySection
{
    public static Markup Write(Comparison comparison) => Parts.Section(
        "parity",
        "Teacher × student, and the funnel",
        "The 2×2 table of each run's judged pairs, after what led to it. The rule decides which of the four are trained on; runs that train on nothing are left out.",
        Markup.Of($"""
            <div class="scroll"><table class="wide-table"><caption class="hidden">Funnel and 2×2 table by run</caption>
            <thead><tr><th scope="col">Run</th><th scope="col">images</th><th scope="col">pairs</th><th scope="col">teacher repeats, student misses</th><th scope="col">both know</th><th scope="col">both miss</th><th scope="col">only the student</th><th scope="col">not judged</th><th scope="col">trained on</th></tr></thead>
            <tbody>{comparison.Runs.Where(run => run.Rule != SelectionRules.Nothing).Select(Row)}</tbody></table></div>
            """),
        "0-images.jsonl, 1-annotations.jsonl, 3-parity.jsonl of each run");

    private static Markup Row(ComparedRun run)
    {
        long?[] counts =
        [
            Out(run, 0), Out(run, 1), run.Table2x2?.Kept, run.Table2x2?.KnownToBoth, run.Table2x2?.MissedByBoth, run.Table2x2?.TeacherInconsistent, run.Table2x2?.Unanswered, run.Selected + run.Replayed,
        ];
        return Markup.Of($"""
            <tr><th scope="row">{run.Name}</th>{counts.Select(count => Markup.Of($"""<td class="n">{(count is { } known ? Figures.Count(known) : "–")}</td>"""))}</tr>

            """);
    }

    private static long? Out(ComparedRun run, int step) => run.Funnel.Count > step ? run.Funnel[step].Out : null;
}
