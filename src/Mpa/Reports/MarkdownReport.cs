using System.Text;
using Mpa.Costs;
using Mpa.Statistics;

namespace Mpa.Reports;

/// <summary>The report as Markdown: the figures of the page without its pictures.</summary>
internal static class MarkdownReport
{
    private const int Listed = 10;

    /// <summary>The whole file.</summary>
    public static string Write(RunReport report)
    {
        StringBuilder text = new();
        text.Append("# ").Append(MarkdownText.Escape(report.Headline)).Append("\n\n");
        text.AppendJoin("", report.Notes.Select(note => $"> {MarkdownText.Escape(note)}\n>\n")).Append(report.Notes.Count > 0 ? "\n" : "");
        Section(text, "Scores on the held-out test", Scores(report), "5-scores.*.jsonl");
        Section(text, "Other measures of the same answers", Measures.Write(report), report.Judge is null ? "5-scores.*.jsonl" : "5-scores.*.jsonl, 5-judgements.jsonl");
        Section(text, "From images to what is worth learning", Funnel(report.Funnel), "0-images.jsonl, 0-images.failed.jsonl, 1-annotations.jsonl, 3-parity.jsonl");
        Section(text, "Teacher × student", Parity(report.Table2x2), "3-parity.jsonl");
        Section(text, "Where it gained and where it forgot", Slices(report), "5-scores.*.jsonl, questions.jsonl of the test");
        Section(text, "Answers that changed", Changes(report.Changes), "5-scores.*.jsonl");
        Section(text, "Training", Training(report.Training), "4-training.jsonl");
        Section(text, "Time and tokens", Costs(report.Stages), "run.json");
        Section(text, "What the teacher's server was asked", Spent(report.Spending), "ledger.jsonl");
        Section(text, "The pseudo pairs", MarkdownQuality.Write(report.Quality), "1-annotations.jsonl");
        Section(text, "What ran", Made(report.Provenance), "run.json");
        Section(text, "The files behind the figures", Files(report.Sources), "the run folder");
        return text.ToString();
    }

    private static void Section(StringBuilder text, string heading, string body, string source)
    {
        if (body.Length > 0)
        {
            text.Append("## ").Append(heading).Append("\n\n").Append(body).Append("Source: ").Append(MarkdownText.Escape(source)).Append("\n\n");
        }
    }

    private static string Scores(RunReport report)
    {
        ReportScores scores = report.Scores;
        (string Name, Interval? Score)[] rows = [("student before", scores.Before), ("student after", scores.After), ("teacher", scores.Teacher)];
        return rows.All(row => row.Score is null) ? "" : $"Metric {scores.Metric}, version {scores.Version}. {Measures.Finest(report)}".Trim() + "\n\n" + MarkdownTable.Write(
            ["Who", "Score:", "95 % interval:", "Questions:"],
            rows.Where(row => row.Score is not null).Select(row => new[] { row.Name, Figures.Percent(row.Score!), Figures.PercentSpan(row.Score!), Figures.Count(row.Score!.Count) }));
    }

    private static string Funnel(IReadOnlyList<FunnelStep> steps) => MarkdownTable.Write(
        ["Step", "In:", "Out:", "Dropped"],
        steps.Select(step => new[]
        {
            $"{step.Name} ({step.Unit})", Figures.Count(step.In), Figures.Count(step.Out), string.Join(", ", step.Dropped.Select(pair => $"{Figures.Count(pair.Value)} {pair.Key}")),
        }));

    private static string Parity(ParityTable? table) => table is null ? "" : MarkdownTable.Write(
        ["", "Student misses it:", "Student knows it:"],
        [
            ["Teacher repeats it", $"{Figures.Count(table.Kept)} kept", $"{Figures.Count(table.KnownToBoth)} known to both"],
            ["Teacher does not", $"{Figures.Count(table.MissedByBoth)} missed by both", $"{Figures.Count(table.TeacherInconsistent)} teacher inconsistent"],
        ]);

    private static string Slices(RunReport report) => report.Slices.Count == 0 ? "" : (Measures.Regressions(report) is { } told ? MarkdownText.Escape(told) + "\n\n" : "") + MarkdownTable.Write(
        ["By", "Slice", "Questions:", "Before:", "After:", "Teacher:", "Change:", "Forgot:"],
        report.Slices.Select(slice => new[]
        {
            slice.By, slice.Name, Figures.Count(slice.Questions), Percent(slice.Before), Percent(slice.After), Percent(slice.Teacher), Change(slice.Difference), Forgot(slice.Forgetting),
        }));

    private static string Changes(IReadOnlyList<ChangedAnswer> changes) => changes.Count == 0 ? "" : MarkdownTable.Write(
        ["", "Image", "Question", "Expected", "Before", "After"],
        changes.Where(change => !change.Learned).Take(Listed).Concat(changes.Where(change => change.Learned).Take(Listed)).Select(change => new[]
        {
            change.Learned ? "learned" : "forgotten", change.Image, change.Question, string.Join(" / ", change.Expected.Distinct()), change.Before, change.After,
        }));

    private static string Training(TrainingSummary? training) => training is null ? "" :
        $"{Figures.Count(training.Steps)} of {Figures.Count(training.PlannedSteps)} steps in {Figures.Duration(training.Seconds)}, {Figures.Count(training.Tokens)} tokens; "
        + $"loss {Figures.Fixed(training.FirstLoss, 2)} → {Figures.Fixed(training.LastLoss, 2)}.\n\n";

    private static string Costs(IReadOnlyList<StageCost> stages) => stages.Count == 0 ? "" : MarkdownTable.Write(
        ["Stage", "Time:", "In:", "Out:", "Dropped:", "Tokens read:", "written:"],
        stages.Select(stage => new[]
        {
            stage.Stage.ToString().ToLowerInvariant(), Figures.Duration(stage.Seconds), Figures.Count(stage.In), Figures.Count(stage.Out),
            Figures.Count(stage.Dropped), Figures.Count(stage.PromptTokens), Figures.Count(stage.ReplyTokens),
        }));

    private static string Spent(Spending? spending) => spending is null ? "" :
        MarkdownText.Escape(Html.SpendingSection.Lead(spending)) + "\n\n" + MarkdownTable.Write(
            ["Stage", "Replies:", "Tokens read:", "written:", "Cost:"],
            spending.Stages.Select(stage => new[]
            {
                stage.Stage.ToString().ToLowerInvariant(), Figures.Count(stage.Replies), Figures.Count(stage.PromptTokens), Figures.Count(stage.ReplyTokens),
                Money.Text(stage.Cost, spending.Currency),
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

    private static string Percent(Interval? score) => score is null ? "–" : Figures.Percent(score);

    private static string Change(Difference? change) => change is null ? "–" : $"{Figures.Points(change)} {Figures.PointSpan(change)}";

    private static string Forgot(AnswerChanges? changes) => changes is null ? "–" : $"{Figures.Count(changes.Forgotten)} of {Figures.Count(changes.RightBefore)}";
}
