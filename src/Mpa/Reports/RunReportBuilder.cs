using Mpa.Evaluation.Metrics;
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
        ReportScores scores = new(all.BeforeMean, all.AfterMean, all.TeacherMean, Metric(rows)?.Name, Metric(rows)?.Version);
        Difference? difference = all.Change;
        ParityTable? table = rows.Parity.Count > 0 ? ParityTable.Of(rows.Parity) : null;
        return new RunReport(
            Headline.Write(rows, scores, difference, table),
            NotesBuilder.Build(rows),
            scores,
            difference,
            all.Finest,
            Also(rows, all),
            JudgeBuilder.Build(rows),
            all.Changes,
            Slicer.Slice(rows),
            FunnelBuilder.Build(rows),
            table,
            QualityBuilder.Build(rows),
            TrainingBuilder.Build(rows.Training),
            [.. rows.Manifest.Stages.Where(stage => stage.Key != Stage.Report).OrderBy(stage => stage.Key).Select(stage => Cost(stage.Key, stage.Value))],
            ChangesBuilder.Build(rows),
            ExamplesBuilder.Build(rows),
            ProvenanceOf(rows.Manifest),
            rows.Sources);
    }

    private static AnswerMetric? Metric(RunRows rows) =>
        rows.Examinees.SelectMany(examinee => examinee.Scores).FirstOrDefault() is { } score ? AnswerMetrics.All.FirstOrDefault(metric => metric.Name == score.Metric) : null;

    private static IReadOnlyList<MetricScores> Also(RunRows rows, ScoreSet all)
    {
        string[] names = [.. rows.Examinees.SelectMany(examinee => examinee.Scores).SelectMany(score => score.Also?.Keys ?? []).Distinct()];
        return [.. names.Select(AnswerMetrics.Named).Select(metric => (metric, Scores: all.By(metric.Name)))
            .Select(by => new MetricScores(by.metric.Name, by.metric.Version, by.Scores.BeforeMean, by.Scores.AfterMean, by.Scores.TeacherMean, by.Scores.Change))];
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
