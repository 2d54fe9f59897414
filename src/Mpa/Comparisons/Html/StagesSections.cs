using Mpa.Leveling;
using Mpa.Parity;
using Mpa.Reports;
using Mpa.Reports.Building;
using Mpa.Reports.Html;
using Mpa.Runs;

namespace Mpa.Comparisons.Html;

/// <summary>Scores by part of the test, a row a run.</summary>
internal static class ComparedSlicesSection
{
    public static Markup Write(Comparison comparison)
    {
        ComparedRun first = comparison.Runs[0];
        IEnumerable<string> dimensions = first.Slices.Select(slice => slice.By).Distinct();
        return first.Slices.Count == 0 ? Markup.Empty : PageParts.Section(
            "slices",
            "By part of the test",
            $"A cell is colored where the whole interval of the difference from {first.Name} lies above or below zero; "
                + "in so many cells a few do by chance.",
            Markup.Join(dimensions.Select(by => Table(comparison, by))),
            "5-scores.*.jsonl, the test's questions.jsonl");
    }

    private static Markup Table(Comparison comparison, string by)
    {
        IEnumerable<Markup> names = comparison.Runs[0].Slices.Where(slice => slice.By == by).Select(NameHead);
        return Markup.Of($"""
            <div class="scroll"><table class="wide-table"><caption>By {by}, percent</caption>
            <thead><tr><th scope="col">Run</th>{names}</tr></thead>
            <tbody>{comparison.Runs.Select(run => Row(run, by))}</tbody>
            </table></div>
            """);
    }

    // The test's own name for the part, whatever it ends in.
    private static Markup NameHead(ComparedSlice slice) => Markup.Of($"""<th scope="col">{slice.Name}</th>""");

    private static Markup Row(ComparedRun run, string by) => Markup.Of(
        $"<tr>{PageParts.RowHead(run.Name)}{run.Slices.Where(slice => slice.By == by).Select(Cell)}</tr>");

    private static Markup Cell(ComparedSlice slice)
    {
        string score = slice.Score is null ? Figures.None : Figures.Fixed(100 * slice.Score.Value, 1);
        return Markup.Of($"""<td class="n {Kind(slice)}" title="{Title(slice)}">{score}</td>""");
    }

    private static string Kind(ComparedSlice slice) => slice.AgainstFirst switch
    {
        { High: < 0 } => "worse",
        { Low: > 0 } => "better",
        _ => "",
    };

    private static string Title(ComparedSlice slice) => slice switch
    {
        { Score: { } score, AgainstFirst: { } difference } =>
            $"{Figures.PercentSpan(score)}, against the first {Figures.Change(difference)}",
        { Score: { } score } => Figures.PercentSpan(score),
        _ => "not scored",
    };
}

/// <summary>The funnel and the 2×2 table of each run, a row a run.</summary>
internal static class ComparedParitySection
{
    private const string Caption = "Funnel and 2×2 table by run";

    private static readonly string[] Verdicts =
        ["teacher repeats, student misses", "both know", "both miss", "only the student", "not judged"];

    public static Markup Write(Comparison comparison)
    {
        ComparedRun[] runs = [.. comparison.Runs.Where(run => run.Rule != SelectionRules.Nothing)];
        bool filters = runs.Any(run => Out(run, FunnelBuilder.FilterStep) is not null);
        bool disputes = runs.Any(run => run.Table2x2?.Count(Verdict.Disputed) > 0);
        string[] columns =
        [
            "Run", "images", .. Where(filters, "passed the filter"), "pairs", .. Verdicts,
            .. Where(disputes, "disputed"), "trained on",
        ];
        return PageParts.Section(
            "parity",
            "Teacher × student, and the funnel",
            "The 2×2 table of each run's judged pairs, after what led to it. "
                + "The rule decides which of the four are trained on; runs that train on nothing are left out.",
            Markup.Of($"""
                <div class="scroll"><table class="wide-table"><caption class="hidden">{Caption}</caption>
                <thead><tr>{PageParts.Heads(columns)}</tr></thead>
                <tbody>{runs.Select(run => Row(run, filters, disputes))}</tbody></table></div>
                """),
            "0-images.jsonl, 1-annotations.jsonl, 3-parity.jsonl of each run");
    }

    private static Markup Row(ComparedRun run, bool filters, bool disputes)
    {
        IEnumerable<long?> verdicts = Enum.GetValues<Verdict>()
            .Where(verdict => verdict != Verdict.Disputed)
            .Select(verdict => (long?)run.Table2x2?.Count(verdict));
        long?[] counts =
        [
            Out(run, FunnelBuilder.ImagesStep), .. Where(filters, Out(run, FunnelBuilder.FilterStep)),
            Out(run, FunnelBuilder.PairsStep), .. verdicts,
            .. Where(disputes, (long?)run.Table2x2?.Count(Verdict.Disputed)), run.Examples,
        ];
        return Markup.Of($"""
            <tr>{PageParts.RowHead(run.Name)}{PageParts.Numbers(counts.Select(Figures.Count))}</tr>

            """);
    }

    // A column that most comparisons have no use for.
    private static T[] Where<T>(bool shown, T column) => shown ? [column] : [];

    private static long? Out(ComparedRun run, string step) => run.Funnel.FirstOrDefault(one => one.Name == step)?.Out;
}

/// <summary>Time and tokens of each run, without what it took from others.</summary>
internal static class ComparedCostsSection
{
    private const string Caption = "Time by stage, tokens and reused rows of each run";
    private static readonly Stage[] Shown = [Stage.Annotate, Stage.Identify, Stage.Level, Stage.Evaluate];

    public static Markup Write(Comparison comparison)
    {
        string[] columns = ["Run", .. Shown.Select(Wording.Of), "tokens read", "written", "rows reused"];
        return PageParts.Section(
            "costs",
            "Time and tokens",
            "Of each run alone: rows taken from another run cost nothing here and are counted in the last column.",
            Markup.Of($"""
                <div class="scroll"><table class="wide-table"><caption class="hidden">{Caption}</caption>
                <thead><tr>{PageParts.Heads(columns)}</tr></thead>
                <tbody>{comparison.Runs.Select(Row)}</tbody></table></div>
                """),
            "run.json of each run");
    }

    private static Markup Row(ComparedRun run)
    {
        Markup figures = PageParts.Numbers(
        [
            .. Shown.Select(stage => Time(run, stage)),
            Figures.Count(run.Stages.Sum(stage => stage.PromptTokens)),
            Figures.Count(run.Stages.Sum(stage => stage.ReplyTokens)),
            Figures.Count(run.Reused),
        ]);
        return Markup.Of($"""
            <tr>{PageParts.RowHead(run.Name)}{figures}</tr>

            """);
    }

    private static string Time(ComparedRun run, Stage stage) =>
        run.Stages.FirstOrDefault(cost => cost.Stage == stage) is { } cost
            ? Figures.Duration(cost.Seconds)
            : Figures.None;
}
