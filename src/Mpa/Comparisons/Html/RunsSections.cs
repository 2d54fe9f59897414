using Mpa.Reports;
using Mpa.Reports.Html;
using Mpa.Rounds;
using Mpa.Statistics;

namespace Mpa.Comparisons.Html;

/// <summary>What each run trained on, and what came of it.</summary>
internal static class RunsSection
{
    public static Markup Write(Comparison comparison) => PageParts.Section(
        "runs",
        "The runs",
        $"Differences are paired by question against {comparison.Runs[0].Name}; "
            + "p-values are corrected for the number of comparisons (Holm 1979).",
        Table(comparison),
        "run.json, 4-training.jsonl, 5-scores.*.jsonl of each run");

    private static Markup Table(Comparison comparison)
    {
        const string Caption = "Selection rule, training set, score, gain and difference of each run";
        Markup heads = Markup.Join(
        [
            PageParts.Heads("Run, trained on", "Examples:", "Steps:", "Before:", "Score:"),
            PageParts.SpanHead("Gain"),
            PageParts.SpanHead("Against first"),
            PageParts.Heads("p:", "Forgot:"),
        ]);
        return Markup.Of($"""
            <div class="scroll"><table class="runs">
            <caption class="hidden">{Caption}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{comparison.Runs.Select(Row)}</tbody>
            </table></div>
            """);
    }

    private static Markup Row(ComparedRun run)
    {
        Markup meaning = Markup.Of($"""<span class="span">{run.Meaning}</span>""");
        Markup trained = PageParts.Numbers(
            Examples(run), run.Steps == 0 ? Figures.None : Figures.Count(run.Steps), Figures.Percent(run.Before));
        Markup score = Markup.Of($"""<td class="n"><b>{Figures.Percent(run.Score)}</b></td>""");
        Markup changes = Markup.Of($"{Change(run.Gain)}{Change(run.AgainstFirst)}");
        Markup rest = PageParts.Numbers(P(run.HolmP), Figures.Forgotten(run.Forgetting));
        return Markup.Of($"""
            <tr><th scope="row">{run.Name}{meaning}</th>{trained}{score}{changes}{rest}</tr>

            """);
    }

    private static string Examples(ComparedRun run)
    {
        string replayed = run.Selected is null || run.Replayed == 0 ? "" : $" + {Figures.Count(run.Replayed)} replayed";
        string negatives = run.Negatives == 0 ? "" : $" + {Figures.Count(run.Negatives)} negatives";
        return Figures.Count(run.Selected) + replayed + negatives;
    }

    private static string P(double? p) =>
        p is { } value ? Figures.PValue(value)[2..].TrimStart('=', '\u00a0') : Figures.None;

    /// <summary>A difference as a cell, colored when its interval lies on one side of zero.</summary>
    public static Markup Change(Difference? change) => PageParts.Change(change, change switch
    {
        { High: < 0 } => "n bad",
        { Low: > 0 } => "n good",
        _ => "n ",
    });
}

/// <summary>What leveling did on the second test.</summary>
internal static class ForgettingSection
{
    public static Markup Write(Comparison comparison) => comparison.Runs.All(run => run.SecondTest is null)
        ? Markup.Empty
        : PageParts.Section(
            "forgetting",
            "Forgetting, on the second test",
            "A labeled test of what the student could do before (evaluate.forgetting). "
                + "It decides nothing; it is only looked at.",
            Table(comparison),
            "5-scores.forgetting.before.jsonl, 5-scores.forgetting.after.jsonl");

    private static Markup Table(Comparison comparison)
    {
        Markup heads = Markup.Join(
        [
            PageParts.Heads("Run", "Questions:", "Before:", "After:"),
            PageParts.SpanHead("Change"),
            PageParts.Heads("Forgot:"),
        ]);
        IEnumerable<Markup> rows = comparison.Runs
            .Where(run => run.SecondTest is not null)
            .Select(run => Row(run.Name, run.SecondTest!));
        const string Caption = "Second test before and after, by run";
        return Markup.Of($"""
            <div class="scroll"><table class="runs"><caption class="hidden">{Caption}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody></table></div>
            """);
    }

    private static Markup Row(string name, SecondTest test)
    {
        Markup scores = PageParts.Numbers(
            Figures.Count(test.Before.Count), Figures.Percent(test.Before), Figures.Percent(test.After));
        Markup changes = Markup.Of(
            $"{RunsSection.Change(test.Change)}{PageParts.Numbers(Figures.Forgotten(test.Answers))}");
        return Markup.Of($"""
            <tr>{PageParts.RowHead(name)}{scores}{changes}</tr>

            """);
    }
}

/// <summary>The rounds of the runs that have several.</summary>
internal static class RoundsSection
{
    public static Markup Write(Comparison comparison) => comparison.Runs.All(run => run.Rounds.Count == 0)
        ? Markup.Empty
        : PageParts.Section(
            "rounds",
            "Several rounds",
            "After each round the student answers pseudo pairs about held-out images, which no round trains on. "
                + "A round without a gain on them is not accepted. No label takes part.",
            Table(comparison),
            "7-rounds.jsonl");

    private static Markup Table(Comparison comparison)
    {
        Markup heads = Markup.Join(
        [
            PageParts.Heads("Run", "Round:", "Trained on:", "Held-out pairs:", "Right before:"),
            PageParts.SpanHead("Gain"),
            PageParts.Heads("Accepted", "Ended since"),
        ]);
        IEnumerable<Markup> rows =
            comparison.Runs.SelectMany(run => run.Rounds.Select(round => Row(run.Name, round)));
        return Markup.Of($"""
            <div class="scroll"><table class="runs"><caption class="hidden">Rounds of each run</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody></table></div>
            """);
    }

    private static Markup Row(string name, RoundRow round)
    {
        Markup figures = PageParts.Numbers(
            $"{round.Round}",
            Figures.Count(round.Selected),
            Figures.Count(round.HeldOut),
            round.Before is { } before ? Figures.Percent(before) : Figures.None);
        Markup end = Markup.Of($"<td>{(round.Accepted ? "yes" : "no")}</td><td>{round.Stop ?? "goes on"}</td>");
        return Markup.Of($"""
            <tr>{PageParts.RowHead(name)}{figures}{RunsSection.Change(round.Gain)}{end}</tr>

            """);
    }
}
