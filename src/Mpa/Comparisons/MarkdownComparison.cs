using System.Text;
using Mpa.Leveling;
using Mpa.Reports;
using Mpa.Statistics;

namespace Mpa.Comparisons;

/// <summary>The comparison as Markdown: the figures of the page without its plots.</summary>
internal static class MarkdownComparison
{
    /// <summary>The whole file.</summary>
    public static string Write(Comparison comparison)
    {
        StringBuilder text = new();
        text.Append("# ").Append(MarkdownText.Escape(comparison.Headline)).Append("\n\n");
        text.AppendJoin("", comparison.Notes.Select(note => $"> {MarkdownText.Escape(note)}\n>\n")).Append('\n');
        Section(text, "The runs", Runs(comparison));
        Section(text, "What the rule is worth", string.Concat(comparison.Contrasts.Select(contrast =>
            $"- {MarkdownText.Escape($"{contrast.Parity} against {contrast.Other}: {contrast.Sentence} ({Figures.PValue(contrast.Difference.PValue)})")}\n")));
        foreach (string by in comparison.Runs[0].Slices.Select(slice => slice.By).Distinct())
        {
            Section(text, $"By {by}, percent", Slices(comparison, by));
        }

        Section(text, "Forgetting, on the second test", Forgetting(comparison));
        Section(text, "Several rounds", Rounds(comparison));
        Section(text, "Teacher × student", Parity(comparison));
        Section(text, "What differs", string.Concat(comparison.Runs.Skip(1).Select(run =>
            $"- {MarkdownText.Escape($"{run.Name}: {string.Join(", ", run.Changes.DefaultIfEmpty("nothing"))}")}\n")));
        return text.ToString().TrimEnd() + "\n";
    }

    private static void Section(StringBuilder text, string heading, string body)
    {
        if (body.Length > 0)
        {
            text.Append("## ").Append(MarkdownText.Escape(heading)).Append("\n\n").Append(body.TrimEnd()).Append("\n\n");
        }
    }

    private static string Runs(Comparison comparison) => MarkdownTable.Write(
        ["Run", "Trained on", "Examples:", "Steps:", "Score:", "95 %:", "Gain:", "Against first:", "95 %:", "p (Holm):", "Time:"],
        comparison.Runs.Select(run => new[]
        {
            run.Name, run.Meaning, run.Selected is { } selected ? Figures.Count(selected + run.Replayed) : "–", run.Steps == 0 ? "–" : Figures.Count(run.Steps),
            Percent(run.Score), run.Score is null ? "" : Figures.PercentSpan(run.Score), run.Gain is null ? "–" : Figures.Points(run.Gain),
            run.AgainstFirst is null ? "–" : Figures.Points(run.AgainstFirst), run.AgainstFirst is null ? "" : Figures.PointSpan(run.AgainstFirst),
            run.HolmP is { } p ? Figures.PValue(p) : "–", Figures.Duration(run.Stages.Sum(stage => stage.Seconds)),
        }));

    private static string Slices(Comparison comparison, string by) => MarkdownTable.Write(
        ["Run", .. comparison.Runs[0].Slices.Where(slice => slice.By == by).Select(slice => slice.Name + ":")],
        comparison.Runs.Select(run => (IReadOnlyList<string?>)
        [
            run.Name, .. run.Slices.Where(slice => slice.By == by).Select(slice => slice.Score is null ? "–" : Figures.Fixed(100 * slice.Score.Value, 1)),
        ]));

    private static string Forgetting(Comparison comparison) => comparison.Runs.All(run => run.SecondTest is null) ? "" : MarkdownTable.Write(
        ["Run", "Questions:", "Before:", "After:", "Change:", "95 %:"],
        comparison.Runs.Where(run => run.SecondTest is not null).Select(run => new[]
        {
            run.Name, Figures.Count(run.SecondTest!.Before.Count), Percent(run.SecondTest.Before), Percent(run.SecondTest.After),
            Figures.Points(run.SecondTest.Change), Figures.PointSpan(run.SecondTest.Change),
        }));

    private static string Rounds(Comparison comparison) => comparison.Runs.All(run => run.Rounds.Count == 0) ? "" : MarkdownTable.Write(
        ["Run", "Round:", "Trained on:", "Held-out pairs:", "Gain:", "95 %:", "Accepted", "Ended since"],
        comparison.Runs.SelectMany(run => run.Rounds.Select(round => new[]
        {
            run.Name, Figures.Count(round.Round), Figures.Count(round.Selected), Figures.Count(round.HeldOut), round.Gain is null ? "–" : Figures.Points(round.Gain),
            round.Gain is null ? "" : Figures.PointSpan(round.Gain), round.Accepted ? "yes" : "no", round.Stop ?? "goes on",
        })));

    private static string Parity(Comparison comparison) => MarkdownTable.Write(
        ["Run", "Kept:", "Both know:", "Both miss:", "Only the student:", "Not judged:"],
        comparison.Runs.Where(run => run.Table2x2 is not null && run.Rule != SelectionRules.Nothing).Select(run => new[]
        {
            run.Name, Figures.Count(run.Table2x2!.Kept), Figures.Count(run.Table2x2.KnownToBoth), Figures.Count(run.Table2x2.MissedByBoth),
            Figures.Count(run.Table2x2.TeacherInconsistent), Figures.Count(run.Table2x2.Unanswered),
        }));

    private static string Percent(Interval? score) => score is null ? "–" : Figures.Percent(score);
}
