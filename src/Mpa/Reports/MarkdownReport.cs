using System.Text;
using Mpa.Costs;
using Mpa.Evaluation;
using Mpa.Parity;
using Mpa.Reports.Quality;

namespace Mpa.Reports;

/// <summary>The report as Markdown: the figures of the page without its pictures.</summary>
internal static class MarkdownReport
{
    private const int Listed = 10;
    private const string FunnelFiles = "0-images.jsonl, 0-images.failed.jsonl, 1-annotations.jsonl, 3-parity.jsonl";

    /// <summary>The whole file.</summary>
    public static string Write(RunReport report)
    {
        StringBuilder text = new();
        text.Append("# ").Append(MarkdownText.Escape(report.Headline)).Append("\n\n");
        text.AppendJoin("", report.Notes.Select(note => $"> {MarkdownText.Escape(note)}\n>\n"));
        text.Append(report.Notes.Count > 0 ? "\n" : "");
        foreach ((string heading, string body, string source) in Sections(report))
        {
            if (body.Length == 0)
            {
                continue;
            }

            text.Append("## ").Append(heading).Append("\n\n").Append(body);
            text.Append("Source: ").Append(MarkdownText.Escape(source)).Append("\n\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(string Heading, string Body, string Source)> Sections(RunReport report) =>
    [
        ("Scores on the held-out test", Scores(report), "5-scores.*.jsonl"),
        ("Other measures of the same answers", Measures.Write(report), Measures.Files(report)),
        ("From images to what is worth learning", Funnel(report.Funnel), FunnelFiles),
        (
            "Teacher × student",
            Parity(report.Table2x2) + Kinds(report.Kinds) + Judged(report.PairJudge),
            "3-parity.jsonl"),
        ("Where it gained and where it forgot", Slices(report), "5-scores.*.jsonl, questions.jsonl of the test"),
        ("Answers that changed", Changes(report.Changes), "5-scores.*.jsonl"),
        ("Training", Training(report.Training), "4-training.jsonl"),
        ("Time and tokens", Costs(report.Stages), "run.json"),
        (report.Spending?.Heading ?? "", Spent(report.Spending), "ledger.jsonl"),
        ("The pseudo pairs", MarkdownQuality.Write(report.Quality), "1-annotations.jsonl"),
        ("What ran", Made(report.Provenance), "run.json"),
        ("The files behind the figures", Files(report.Sources), "the run folder"),
    ];

    private static string Scores(RunReport report)
    {
        ReportScores scores = report.Scores;
        if (!scores.Scored().Any())
        {
            return "";
        }

        string told = $"Metric {scores.Metric}, version {scores.Version}. {Measures.Finest(report)}".Trim();
        return told + "\n\n" + ScoreTable("Who", scores, Wording.Of);
    }

    /// <summary>A row for each of who took the test.</summary>
    public static string ScoreTable(string heading, ReportScores scores, Func<Examinee, string> name) =>
        MarkdownTable.Write(
            [heading, "Score:", "95 % interval:", "Questions:"],
            scores.Scored().Select(row => new[]
            {
                name(row.Who),
                Figures.Percent(row.Score),
                Figures.PercentSpan(row.Score),
                Figures.Count(row.Score.Count),
            }));

    private static string Funnel(IReadOnlyList<FunnelStep> steps) => MarkdownTable.Write(
        ["Step", "In:", "Out:", "Dropped"],
        steps.Select(step => new[]
        {
            $"{step.Name} ({step.Unit})",
            Figures.Count(step.In),
            Figures.Count(step.Out),
            string.Join(", ", step.Dropped.Select(pair => $"{Figures.Count(pair.Value)} {pair.Key}")),
        }));

    private static string Parity(ParityTable? table)
    {
        if (table is null)
        {
            return "";
        }

        string Cell(Verdict verdict) => $"{Figures.Count(table.Count(verdict))} {Wording.Of(verdict)}";
        string disputed = table.Disputed == 0
            ? ""
            : $"{Figures.Count(table.Disputed)} more would be kept, and a second opinion gave another answer.\n\n";
        return MarkdownTable.Write(
            ["", "Student misses it:", "Student knows it:"],
            [
                ["Teacher repeats it", Cell(Verdict.Kept), Cell(Verdict.KnownToBoth)],
                ["Teacher does not", Cell(Verdict.MissedByBoth), Cell(Verdict.TeacherInconsistent)],
            ]) + disputed;
    }

    private static string Judged(JudgedPairs? judged) =>
        judged is null ? "" : MarkdownText.Escape(judged.Told) + "\n\n";

    private static string Kinds(IReadOnlyList<KindPairs> kinds) => kinds.Count == 0 ? "" : MarkdownTable.Write(
        ["Kind", "Requests:", "Pairs:", "Kept:", "Known to both:", "Missed by both:", "Teacher inconsistent:"],
        kinds.Select(kind => new[]
        {
            kind.Kind,
            Figures.Count(kind.Requests),
            Figures.Count(kind.Pairs),
            Figures.Count(kind.Table?.Kept ?? 0),
            Figures.Count(kind.Table?.KnownToBoth ?? 0),
            Figures.Count(kind.Table?.MissedByBoth ?? 0),
            Figures.Count(kind.Table?.TeacherInconsistent ?? 0),
        }));

    private static string Slices(RunReport report)
    {
        if (report.Slices.Count == 0)
        {
            return "";
        }

        string told = Measures.Regressions(report) is { } sentence ? MarkdownText.Escape(sentence) + "\n\n" : "";
        return told + MarkdownTable.Write(
            ["By", "Slice", "Questions:", "Before:", "After:", "Teacher:", "Change:", "Forgot:"],
            report.Slices.Select(slice => new[]
            {
                slice.By,
                slice.Name,
                Figures.Count(slice.Questions),
                Figures.Percent(slice.Before),
                Figures.Percent(slice.After),
                Figures.Percent(slice.Teacher),
                Figures.Change(slice.Difference),
                Figures.Forgotten(slice.Forgetting),
            }));
    }

    private static string Changes(IReadOnlyList<ChangedAnswer> changes)
    {
        ILookup<bool, ChangedAnswer> byLearned = changes.ToLookup(change => change.Learned);
        ChangedAnswer[] shown = [.. byLearned[false].Take(Listed), .. byLearned[true].Take(Listed)];
        return shown.Length == 0 ? "" : MarkdownTable.Write(
            ["", "Image", "Question", "Expected", "Before", "After"],
            shown.Select(change => new[]
            {
                change.Learned ? "learned" : "forgotten",
                change.Image,
                change.Question,
                string.Join(" / ", change.Expected.Distinct()),
                change.Before,
                change.After,
            }));
    }

    private static string Training(TrainingSummary? training) => training is null
        ? ""
        : $"{Figures.Count(training.Steps)} of {Figures.Count(training.PlannedSteps)} steps in "
            + $"{Figures.Duration(training.Seconds)}, {Figures.Count(training.Tokens)} tokens; "
            + $"loss {Figures.Fixed(training.FirstLoss, 2)} → {Figures.Fixed(training.LastLoss, 2)}."
            + $"{training.RatesText()}\n\n";

    private static string Costs(IReadOnlyList<StageCost> stages)
    {
        if (stages.Count == 0)
        {
            return "";
        }

        string thoughts = Measures
            .Thoughts(stages.Select(stage => (Wording.Of(stage.Stage), stage.ThoughtTokens)))
            .Trim();
        return (thoughts.Length == 0 ? "" : $"{MarkdownText.Escape(thoughts)}\n\n") + MarkdownTable.Write(
            ["Stage", "Time:", "In:", "Out:", "Dropped:", "Tokens read:", "written:"],
            stages.Select(stage => new[]
            {
                Wording.Of(stage.Stage),
                Figures.Duration(stage.Seconds),
                Figures.Count(stage.In),
                Figures.Count(stage.Out),
                Figures.Count(stage.Dropped),
                Figures.Count(stage.PromptTokens),
                Figures.Count(stage.ReplyTokens),
            }));
    }

    private static string Spent(Spending? spending) => spending is null ? "" :
        MarkdownText.Escape(Measures.Spent(spending)) + "\n\n" + MarkdownTable.Write(
            ["Stage", "Replies:", "Tokens read:", "written:", "Cost:"],
            spending.Stages.Select(stage => new[]
            {
                stage.Name,
                Figures.Count(stage.Replies),
                Figures.Count(stage.PromptTokens),
                Figures.Count(stage.ReplyTokens),
                Money.Text(stage.Cost, stage.Currency ?? spending.Currency),
            }));

    private static string Made(Provenance made) => MarkdownTable.Write(
        ["", "Value"],
        [
            ["mpa", made.Version],
            ["task", made.Task],
            ["seed", $"{made.Seed}"],
            .. made.Models.Select(model => new[] { $"{model.Key} fingerprint", model.Value }),
            .. made.Environment.Select(item => new[] { item.Key, item.Value }),
        ]);

    private static string Files(IReadOnlyList<SourceFile> files) => files.Count == 0 ? "" : MarkdownTable.Write(
        ["File", "Lines:", "SHA-256"],
        files.Select(file => new[] { file.Name, Figures.Count(file.Lines), file.Sha256 }));
}
