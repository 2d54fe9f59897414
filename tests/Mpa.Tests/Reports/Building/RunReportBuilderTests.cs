using FsCheck.Xunit;
using Mpa.Costs;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Parity;
using Mpa.Reports;
using Mpa.Reports.Building;
using Mpa.Runs;

namespace Mpa.Tests.Reports.Building;

public sealed class RunReportBuilderTests
{
    [Fact]
    public void Every_step_of_the_funnel_accounts_for_what_came_in()
    {
        using SampleRun run = new(images: 200);

        RunReport report = RunReportBuilder.Build(run.Until(Stage.Identify).Folder);

        Assert.Equal(4, report.Funnel.Count);
        Assert.All(report.Funnel, step => Assert.Equal(step.In, step.Out + step.Dropped.Values.Sum()));
        Assert.All(
            report.Funnel.Skip(1).Zip(report.Funnel.Skip(2)), pair => Assert.Equal(pair.First.Out, pair.Second.In));
        Assert.Equal(report.Table2x2!.Kept, report.Funnel[^1].Out);
        Assert.Equal(report.Table2x2.Decided, report.Funnel[^1].In);
    }

    [Fact]
    public void Forgotten_and_learned_answers_add_up_to_the_change()
    {
        using SampleRun run = new(questions: 120);

        RunReport report = RunReportBuilder.Build(run.Until(Stage.Evaluate).Folder);

        AnswerChanges changes = report.Forgetting!;
        Assert.Equal(120, changes.RightBefore + changes.WrongBefore);
        Assert.Equal((changes.Learned - changes.Forgotten) / 120.0, report.Difference!.Value, 12);
        Assert.Equal(
            changes.Forgotten,
            report.Slices.Where(slice => slice.By == "chart kind").Sum(slice => slice.Forgetting!.Forgotten));
        Assert.Equal(
            changes.Forgotten,
            report.Slices.Where(slice => slice.By == "question kind").Sum(slice => slice.Forgetting!.Forgotten));
    }

    [Fact]
    public void Slices_stand_with_their_largest_fall_first()
    {
        using SampleRun run = new(questions: 600);

        RunReport report = RunReportBuilder.Build(run.Until(Stage.Evaluate).Folder);

        double[] kinds =
            [.. report.Slices.Where(slice => slice.By == "question kind").Select(slice => slice.Difference!.Value)];
        Assert.Equal(kinds.Order(), kinds);
        Assert.Equal("bar", report.Slices[0].Name);
    }

    [Fact]
    public void Further_metrics_and_the_judge_stand_beside_the_scores_and_leave_them_as_they_are()
    {
        using SampleRun plain = new(questions: 120), measured = new(questions: 120) { HasMeasures = true };

        RunReport without = RunReportBuilder.Build(plain.Until(Stage.Evaluate).Folder);
        RunReport with = RunReportBuilder.Build(measured.Until(Stage.Evaluate).Folder);

        Assert.Equal(without.Scores, with.Scores);
        MetricScores contains = Assert.Single(with.Also);
        Assert.Equal("contains", contains.Metric);
        Assert.True(contains.Before!.Value > with.Scores.Before!.Value);
        Assert.Equal((360, 0), (with.Judge!.Judged, with.Judge.MetricOnly));
        Assert.Equal(360, with.Judge.Agreed + with.Judge.JudgeOnly);
        Assert.Equal(
            with.Scores.After!.Value,
            with.Judge.Scores.Single(scores => scores.Who == Examinee.After).Metric.Value,
            12);
    }

    [Fact]
    public void The_report_says_what_the_test_can_see_and_which_parts_fell()
    {
        using SampleRun run = new(questions: 600);
        ReportWriter.Write(run.Until(Stage.Evaluate).Folder);

        string[] told = [ReportPageTests.Parse(run).Root!.Value, File.ReadAllText(run.Folder.ReportMarkdown)];

        Assert.All(told.Select(text => text.Replace('\u00a0', ' ')), text =>
        {
            Assert.Matches(
                @"With 600 questions on \d+ images this test can see changes of \d+\.\d points and more", text);
            Assert.Matches(@"to see 1 point it would need about [\d,]+ questions", text);
            Assert.Matches(@"No part of the test has|Fell\\?: ", text);
        });
    }

    [Fact]
    public void Every_file_behind_a_figure_stands_in_the_report_with_its_hash()
    {
        using SampleRun run = new();
        run.Until(Stage.Evaluate);

        IReadOnlyList<SourceFile> sources = RunReportBuilder.Build(run.Folder).Sources;

        Assert.Equal(
            FileDigest.Of(run.Folder.Parity), sources.Single(source => source.Name == "3-parity.jsonl").Sha256);
        Assert.Equal(24, sources.Single(source => source.Name == "the test's questions.jsonl").Lines);
    }

    [Fact]
    public void Examples_are_balanced_over_the_verdicts()
    {
        using SampleRun run = new(images: 1000);

        RunReport report = RunReportBuilder.Build(run.Until(Stage.Identify).Folder);

        Dictionary<Verdict, int> counts = report.Examples.CountBy(example => example.Pair.Verdict).ToDictionary();
        Assert.Equal(24, report.Examples.Count);
        Assert.Equal(5, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 4, 5));
        Assert.Equal(24, report.Examples.Select(example => example.Pair.Id).Distinct().Count());
    }

    [Property]
    public bool As_many_rows_as_wanted_are_picked_and_none_twice(byte[] rows, byte wanted)
    {
        (int Row, byte Value)[] numbered = [.. rows.Select((value, row) => (row, value))];

        IReadOnlyList<(int Row, byte Value)> picked = Sampler.Balanced(numbered, row => $"{row.Value % 4}", wanted);

        return picked.Count == Math.Min(wanted, rows.Length)
            && picked.Distinct().Count() == picked.Count
            && picked.All(numbered.Contains);
    }

    [Fact]
    public void A_small_group_is_shown_whole_and_the_others_share_the_rest()
    {
        string[] rows = [.. Enumerable.Repeat("a", 90), "b", "b", .. Enumerable.Repeat("c", 90)];

        Dictionary<string, int> counts = Sampler.Balanced(rows, row => row, 12).CountBy(row => row).ToDictionary();

        Assert.Equal((5, 2, 5), (counts["a"], counts["b"], counts["c"]));
    }

    [Fact]
    public void The_loss_curve_is_thinned_and_keeps_its_end()
    {
        using SampleRun run = new() { Steps = 1000 };

        TrainingSummary training = RunReportBuilder.Build(run.Until(Stage.Level).Folder).Training!;

        Assert.Equal(1000, training.Steps);
        Assert.InRange(training.Curve.Count, 150, 240);
        Assert.Equal(1000, training.Curve[^1].Step);
        Assert.True(training.LastLoss < training.FirstLoss);
    }

    [Fact]
    public void A_damaged_row_is_an_error_that_names_file_and_line()
    {
        using SampleRun run = new();
        run.Until(Stage.Identify);
        File.AppendAllText(run.Folder.Parity, "{\"id\":3}\n");

        MpaException error = Assert.Throws<MpaException>(() => RunReportBuilder.Build(run.Folder));

        Assert.Contains("3-parity.jsonl:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_tells_what_each_stage_spent_on_a_served_teacher_and_who_answered()
    {
        using SampleRun run = new();
        run.Until(Stage.Identify);
        JsonLines.Replace(run.Folder.Ledger, [
            new LedgerRow(Stage.Annotate, "a#0", "m-2025 <fp>", 1000, 100, 1.5),
            new LedgerRow(Stage.Annotate, "b#0", "m-2025 <fp>", 3000, 200, 2.25),
            new LedgerRow(Stage.Identify, "a#0", "m-2026", 500, 3, 0.25),
        ]);

        Spending spending = RunReportBuilder.Build(run.Folder).Spending!;
        ReportWriter.Write(run.Folder);

        Assert.Equal(
            [new StageSpending(Stage.Annotate, 2, 4000, 300, 3.75), new StageSpending(Stage.Identify, 1, 500, 3, 0.25)],
            spending.Stages);
        Assert.Equal(4.0, spending.Cost);
        Assert.Equal(["m-2025 <fp>", "m-2026"], spending.Reported);
        Assert.Contains("m-2025 &lt;fp&gt;, m-2026", File.ReadAllText(run.Folder.Report));
        Assert.Contains("| annotate | 2 | 4,000 | 300 | 3.75", File.ReadAllText(run.Folder.ReportMarkdown));
    }

    [Fact]
    public void A_teacher_of_this_machine_has_no_such_section()
    {
        using SampleRun run = new();
        run.Until(Stage.Identify);

        Assert.Null(RunReportBuilder.Build(run.Folder).Spending);
    }
}
