using Mpa.Reports;
using Mpa.Runs;

namespace Mpa.Tests.Reports;

public sealed class ReportPageTests
{
    [Fact]
    public void Show()
    {
        SampleRun run = new(1500, 2, 800, "/tmp/report");
        run.Until(Stage.Evaluate);
        ReportWriter.Write(run.Folder);
    }
}
