using Mpa.Reports.Building;
using Mpa.Runs;
using Mpa.Statistics;

namespace Mpa.Reports;

/// <summary>Makes the report of a run from the files in its folder, whatever part of the run is done.</summary>
public static class RunReportBuilder
{
    /// <summary>Reads the folder and computes every figure. Equal folders give equal reports.</summary>
    /// <exception cref="MpaException">The folder isn't a run, or a file in it is damaged; the message names file and line.</exception>
    public static RunReport Build(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Build(RunRows.Read(folder));
    }

    private static RunReport Build(RunRows rows)
    {
        ScoreSet all = ScoreSet.Of(rows, _ => true);
        ReportScores scores = new(all.BeforeMean, all.AfterMean, all.TeacherMean, rows.Before.Values.FirstOrDefault()?.Metric);
        Difference? difference = all.Change;
        ParityTable? table = rows.Parity.Count > 0 ? ParityTable.Of(rows.Parity) : null;
        return new RunReport(
            Headline.Write(rows, scores, difference, table),
            NotesBuilder.Build(rows),
            scores,
            difference,
            all.Changes,
            Slicer.Slice(rows),
            FunnelBuilder.Build(rows),
            table,
            QualityBuilder.Build(rows),
            TrainingBuilder.Build(rows.Training),
            [.. rows.Manifest.Stages.Where(stage => stage.Key != Stage.Report).OrderBy(stage => stage.Key).Select(stage => Cost(stage.Key, stage.Value))],
            SpendingBuilder.Build(rows),
            ChangesBuilder.Build(rows),
            ExamplesBuilder.Build(rows),
            ProvenanceOf(rows.Manifest));
    }

    private static StageCost Cost(Stage stage, StageEntry entry) => new(
        stage,
        entry.Seconds,
        entry.PromptTokens,
        entry.ReplyTokens,
        entry.In,
        entry.Out.Values.Sum(),
        entry.Rejected.Values.Sum() + entry.Failed.Values.Sum());

    private static Provenance ProvenanceOf(Manifest manifest) => new(
        manifest.Version,
        manifest.Recipe.Task,
        manifest.Recipe.Seed,
        manifest.Recipe.Teacher.DisplayName,
        manifest.Recipe.Student.DisplayName,
        manifest.Stages.Where(stage => stage.Key != Stage.Report).Select(stage => (DateTimeOffset?)stage.Value.Finished).Max(),
        manifest.Models,
        manifest.Environment,
        manifest.Recipe);
}
