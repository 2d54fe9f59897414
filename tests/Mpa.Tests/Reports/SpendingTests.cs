using Mpa.Costs;
using Mpa.Files;
using Mpa.Reports;
using Mpa.Reports.Building;
using Mpa.Runs;

namespace Mpa.Tests.Reports;

public sealed class SpendingTests
{
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
