using System.Text;
using Mpa.Leveling;
using Mpa.Reports;
using Mpa.Statistics;

namespace Mpa.Comparisons;

/// <summary>The comparison as Markdown: the figures of the page without its plots.</summary>
internal static class MarkdownComparison
{
    public static string Write(Comparison comparison)
    {
        IEnumerable<string> dimensions = comparison.Runs[0].Slices.Select(slice => slice.By).Distinct();
        StringBuilder text = new();
        text.Append("# ").Append(MarkdownText.Escape(comparison.Headline)).Append("\n\n");
        text.Append(MarkdownText.Escape(comparison.Worth)).Append("\n\n");
        text.AppendJoin("", comparison.Notes.Select(note => $"> {MarkdownText.Escape(note)}\n>\n")).Append('\n');
        Section(text, "The runs", Runs(comparison));
        Section(text, "What the rule is worth", string.Concat(comparison.Contrasts.Select(Worth)));
        Section(text, "What second opinions are worth", string.Concat((comparison.Advice ?? []).Select(Worth)));
        foreach (string by in dimensions)
        {
            Section(text, $"By {by}, percent", Slices(comparison, by));
        }

        Section(text, "Forgetting, on the second test", Forgetting(comparison));
        Section(text, "Several rounds", Rounds(comparison));
        Section(text, "Teacher × student", Parity(comparison));
        Section(text, "What differs", string.Concat(comparison.Runs.Skip(1).Select(Changes)));
        return text.ToString().TrimEnd() + "\n";
    }

    private static void Section(StringBuilder text, string heading, string body)
    {
        if (body.Length > 0)
        {
            text.Append($"## {MarkdownText.Escape(heading)}\n\n{body.TrimEnd()}\n\n");
        }
    }

    private static string Runs(Comparison comparison) => MarkdownTable.Write(
        [
            "Run", "Trained on", "Examples:", "Steps:", "Score:", "95 %:", "Gain:", "Against first:", "95 %:",
            "p (Holm):", "Time:",
        ],
        comparison.Runs.Select(run => new[]
        {
            run.Name,
            run.Meaning,
            Figures.Count(run.Examples),
            run.Steps == 0 ? Figures.None : Figures.Count(run.Steps),
            Figures.Percent(run.Score),
            run.Score is null ? "" : Figures.PercentSpan(run.Score),
            Figures.Points(run.Gain),
            Figures.Points(run.AgainstFirst),
            run.AgainstFirst is null ? "" : Figures.PointSpan(run.AgainstFirst),
            run.HolmP is { } p ? Figures.PValue(p) : Figures.None,
            Figures.Duration(run.Stages.Sum(stage => stage.Seconds)),
        }));

    private static string Worth(Contrast contrast) =>
        Worth(contrast.Parity, contrast.Other, contrast.Difference, contrast.Sentence);

    private static string Worth(Advice advice) =>
        Worth(advice.Run, advice.Other, advice.Difference, advice.Sentence);

    private static string Worth(string run, string other, Difference difference, string sentence)
    {
        string told = $"{run} against {other}: {sentence} ({Figures.PValue(difference.PValue)})";
        return $"- {MarkdownText.Escape(told)}\n";
    }

    private static string Slices(Comparison comparison, string by) => MarkdownTable.Write(
        ["Run", .. comparison.Runs[0].Slices.Where(slice => slice.By == by).Select(slice => slice.Name + ":")],
        comparison.Runs.Select(run => (IReadOnlyList<string?>)
        [
            run.Name,
            .. run.Slices.Where(slice => slice.By == by).Select(Score),
        ]));

    private static string Score(ComparedSlice slice) =>
        slice.Score is null ? Figures.None : Figures.Fixed(100 * slice.Score.Value, 1);

    private static string Forgetting(Comparison comparison)
    {
        ComparedRun[] runs = [.. comparison.Runs.Where(run => run.SecondTest is not null)];
        return runs.Length == 0 ? "" : MarkdownTable.Write(
            ["Run", "Questions:", "Before:", "After:", "Change:", "95 %:"],
            runs.Select(run => new[]
            {
                run.Name,
                Figures.Count(run.SecondTest!.Before.Count),
                Figures.Percent(run.SecondTest.Before),
                Figures.Percent(run.SecondTest.After),
                Figures.Points(run.SecondTest.Change),
                Figures.PointSpan(run.SecondTest.Change),
            }));
    }

    private static string Rounds(Comparison comparison)
    {
        string[][] rows =
        [
            .. comparison.Runs.SelectMany(run => run.Rounds.Select(round => new[]
            {
                run.Name,
                Figures.Count(round.Round),
                Figures.Count(round.Selected),
                Figures.Count(round.HeldOut),
                Figures.Points(round.Gain),
                round.Gain is null ? "" : Figures.PointSpan(round.Gain),
                round.Accepted ? "yes" : "no",
                round.Stop ?? "goes on",
            })),
        ];
        return rows.Length == 0 ? "" : MarkdownTable.Write(
            ["Run", "Round:", "Trained on:", "Held-out pairs:", "Gain:", "95 %:", "Accepted", "Ended since"], rows);
    }

    private static string Parity(Comparison comparison) => MarkdownTable.Write(
        ["Run", "Kept:", "Both know:", "Both miss:", "Only the student:", "Not judged:"],
        comparison.Runs.Where(run => run.Table2x2 is not null && run.Rule != SelectionRules.Nothing).Select(run => new[]
        {
            run.Name,
            Figures.Count(run.Table2x2!.Kept),
            Figures.Count(run.Table2x2.KnownToBoth),
            Figures.Count(run.Table2x2.MissedByBoth),
            Figures.Count(run.Table2x2.TeacherInconsistent),
            Figures.Count(run.Table2x2.Unanswered),
        }));

    private static string Changes(ComparedRun run)
    {
        string changes = string.Join(", ", run.Changes.DefaultIfEmpty("nothing"));
        return $"- {MarkdownText.Escape($"{run.Name}: {changes}")}\n";
    }
}
