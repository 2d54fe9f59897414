using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Reports;

/// <summary>Stage 6: writes the report for people, for other programs, and the cards of data and model.</summary>
internal sealed class ReportStage : Stage
{
    public override int Number => 6;

    public override string Name => "report";

    public override string Unit => "reports";

    internal override IReadOnlyList<string> Files(RunFolder folder) =>
        [folder.Report, folder.ReportMarkdown, folder.ReportJson, folder.DataCard, folder.ModelCard];

    /// <summary>Everything that it tells of is in the entries of the stages before.</summary>
    internal override string Key(RunSession run) =>
        ContentKey.Of("report", Manifest.ThisVersion, run.Manifest.Stages.Where(pair => pair.Key != this));

    internal override Task<StageCounts> RunAsync(RunSession run, string key, CancellationToken cancellation)
    {
        ReportWriter.Write(run.Folder, run.Parts.Images.Thumbnail);
        Dictionary<string, long> written = new() { ["report"] = 1 };
        return Task.FromResult(new StageCounts { In = 1, Out = written, Summary = "written" });
    }
}
