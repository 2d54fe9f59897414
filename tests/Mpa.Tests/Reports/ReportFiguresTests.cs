using Mpa.Parity;
using Mpa.Reports;
using Mpa.Runs;

namespace Mpa.Tests.Reports;

public sealed class ReportFiguresTests
{
    [Fact]
    public void Every_step_of_the_funnel_accounts_for_what_came_in()
    {
        using SampleRun run = new(images: 200);

        RunReport report = RunReportBuilder.Build(run.Until(Stage.Identify).Folder);

        Assert.Equal(4, report.Funnel.Count);
        Assert.All(report.Funnel, step => Assert.Equal(step.In, step.Out + step.Dropped.Values.Sum()));
        Assert.All(report.Funnel.Skip(1).Zip(report.Funnel.Skip(2)), pair => Assert.Equal(pair.First.Out, pair.Second.In));
        Assert.Equal(report.Table2x2!.Kept, report.Funnel[^1].Out);
        Assert.Equal(report.Table2x2.Judged, report.Funnel[^1].In);
    }

    [Fact]
    public void Forgotten_and_learned_answers_add_up_to_the_change()
    {
        using SampleRun run = new(questions: 120);

        RunReport report = RunReportBuilder.Build(run.Until(Stage.Evaluate).Folder);

        AnswerChanges changes = report.Forgetting!;
        Assert.Equal(120, changes.RightBefore + changes.WrongBefore);
        Assert.Equal((changes.Learned - changes.Forgotten) / 120.0, report.Difference!.Value, 12);
        Assert.Equal(changes.Forgotten, report.Slices.Where(slice => slice.By == "chart kind").Sum(slice => slice.Forgetting!.Forgotten));
        Assert.Equal(changes.Forgotten, report.Slices.Where(slice => slice.By == "question kind").Sum(slice => slice.Forgetting!.Forgotten));
    }

    [Fact]
    public void Slices_stand_with_their_largest_fall_first()
    {
        using SampleRun run = new(questions: 600);

        RunReport report = RunReportBuilder.Build(run.Until(Stage.Evaluate).Folder);

        double[] kinds = [.. report.Slices.Where(slice => slice.By == "question kind").Select(slice => slice.Difference!.Value)];
        Assert.Equal(kinds.Order(), kinds);
        Assert.Equal("bar", report.Slices[0].Name);
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
}
