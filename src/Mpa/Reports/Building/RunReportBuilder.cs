using Mpa.Evaluation.Metrics;
using Mpa.Reports.Cards;
using Mpa.Runs;
using Mpa.Statistics;

namespace Mpa.Reports.Building;

/// <summary>Makes the report of a run from the files in its folder, whatever part of the run is done.</summary>
internal static class RunReportBuilder
{
    /// <summary>Reads the folder and computes every figure. Equal folders give equal reports.</summary>
    /// <exception cref="MpaException">
    /// The folder isn't a run, or a file in it is damaged; the message names file and line.
    /// </exception>
    public static RunReport Build(RunFolder folder)
    {
        RunRows rows = RunRows.Read(folder);
        ScoreSet all = ScoreSet.Of(rows, _ => true);
        Difference? change = all.Change;
        ChangedAnswer[] changes = [.. ChangesBuilder.All(rows)];
        AnswerMetric? metric = Metric(rows);
        ReportScores scores = new(all.BeforeMean, all.AfterMean, all.TeacherMean, metric?.Name, metric?.Version);
        ParityTable? table = ParityTable.Of(rows.Pairs.Verdicts);
        return new RunReport(
            Headline: Headline.Write(rows, scores, change, table),
            Notes: [.. ReportNotes.Build(rows), .. CardWriter.Notes(folder)],
            Scores: scores,
            Difference: change,
            Sensitivity: all.Finest,
            Also: Also(rows, all),
            Judge: JudgeBuilder.Build(rows),
            Forgetting: all.Changes,
            Slices: Slicer.Slice(rows),
            Funnel: FunnelBuilder.Build(rows.Pairs, rows.Recipe),
            Table2x2: table,
            Quality: QualityBuilder.Build(rows),
            Training: CostsBuilder.Training(rows.Training),
            Stages: CostsBuilder.Stages([rows.Manifest]),
            Spending: CostsBuilder.Spending(rows),
            Changes: ChangesBuilder.Sample(changes),
            Forgotten: [.. changes.Where(answer => !answer.Learned)],
            Examples: ExamplesBuilder.Build(rows.Pairs),
            Provenance: ProvenanceOf(rows.Manifest),
            Sources: rows.Sources)
        {
            Kinds = KindsBuilder.Build(rows),
            PairJudge = PairJudgeBuilder.Build(rows),
        };
    }

    private static AnswerMetric? Metric(RunRows rows)
    {
        string? name = rows.Examinees.SelectMany(examinee => examinee.Scores).FirstOrDefault()?.Metric;
        return AnswerMetrics.All.FirstOrDefault(metric => metric.Name == name);
    }

    private static IReadOnlyList<MetricScores> Also(RunRows rows, ScoreSet all)
    {
        IEnumerable<string> names = rows.Examinees
            .SelectMany(examinee => examinee.Scores)
            .SelectMany(score => score.Also?.Keys ?? [])
            .Distinct();
        return [.. names.Select(AnswerMetrics.Named).Select(metric => By(metric, all.By(metric.Name)))];
    }

    private static MetricScores By(AnswerMetric metric, ScoreSet scores) =>
        new(metric.Name, metric.Version, scores.BeforeMean, scores.AfterMean, scores.TeacherMean, scores.Change);

    private static Provenance ProvenanceOf(Manifest manifest) => new(
        Version: manifest.Version,
        Task: manifest.Recipe.Task.Name,
        Seed: manifest.Recipe.Seed,
        Teacher: manifest.Recipe.Teacher.DisplayName,
        Student: manifest.Recipe.Student.DisplayName,
        Finished: manifest.Stages
            .Where(stage => stage.Key != Stage.Report)
            .Select(stage => (DateTimeOffset?)stage.Value.Finished)
            .Max(),
        Models: manifest.Models,
        Environment: manifest.Environment,
        Recipe: manifest.Recipe);
}
