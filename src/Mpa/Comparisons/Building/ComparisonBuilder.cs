using Mpa.Evaluation;
using Mpa.Leveling;
using Mpa.Reports;
using Mpa.Reports.Building;
using Mpa.Runs;
using Mpa.Statistics;

namespace Mpa.Comparisons.Building;

/// <summary>Puts runs side by side, from the files in their folders.</summary>
internal static class ComparisonBuilder
{
    /// <summary>Reads the folders and computes every figure.</summary>
    /// <param name="folders">Two or more runs; the first is what the others are compared with.</param>
    /// <param name="sharedOnly">Compares on the questions that all runs answered where tests differ in size.</param>
    /// <exception cref="MpaException">A folder isn't a finished run, or the tests differ.</exception>
    public static Comparison Build(IReadOnlyList<RunFolder> folders, bool sharedOnly = false)
    {
        ArgumentNullException.ThrowIfNull(folders);
        RunScores[] runs = [.. folders.Select(RunScores.Read)];
        HashSet<string> questions = SameTest.Questions(runs, sharedOnly);
        ComparedRun[] compared = WithHolm([.. runs.Select(run => ComparedRunBuilder.Build(runs[0], run, questions))]);
        IReadOnlyList<Contrast> contrasts = ContrastBuilder.Build(runs, compared, questions);
        IReadOnlyList<Advice> advice = AdviceBuilder.Build(runs, compared, questions);
        return new Comparison(
            Headline: WinnerBuilder.Headline(runs, compared, questions),
            Worth: ContrastBuilder.Worth(contrasts),
            Notes: NotesOf(runs, questions.Count),
            Task: runs[0].Rows.Recipe.Task.Name,
            Metric: runs[0].Metric,
            Questions: questions.Count,
            Teacher: runs.Select(run => Mean(run.Rows.Teacher, questions)).FirstOrDefault(mean => mean is not null),
            Runs: compared,
            Contrasts: contrasts,
            Thresholds: ThresholdSweep.Of(runs[0].Folder, runs[0].Rows.Recipe))
        {
            Advice = advice.Count == 0 ? null : advice,
        };
    }

    /// <summary>The mean over the questions compared; null without any score.</summary>
    public static Interval? Mean(IReadOnlyDictionary<string, Score> scores, HashSet<string> questions) =>
        ScoreSet.Mean([.. scores.Values.Where(score => questions.Contains(score.QuestionId))]);

    private static ComparedRun[] WithHolm(ComparedRun[] runs)
    {
        IEnumerable<Difference> differences = runs.Select(run => run.AgainstFirst).OfType<Difference>();
        IReadOnlyList<double> corrected = Holm.Correct([.. differences.Select(difference => difference.PValue)]);
        return [runs[0], .. runs.Skip(1).Zip(corrected, (run, p) => run with { HolmP = p })];
    }

    private static IReadOnlyList<string> NotesOf(RunScores[] runs, int questions)
    {
        List<string> notes =
        [
            "Intervals and p-values cover the choice of test questions, not chance in training: "
                + "runs that differ in level.seed alone show how far that goes.",
        ];
        notes.AddRange(runs.Where(run => run.Rule.IsHuman).Select(HumanNote));
        if (runs.Any(run => run.Rows.Before.Count > questions))
        {
            notes.Add("The runs took tests of different size; everything here is computed "
                + $"on the {Figures.Count(questions)} questions that all of them answered.");
        }

        notes.AddRange(runs.Where(run => run.Rounds.Count > 1).Select(RoundsNote));
        notes.AddRange(runs
            .Where(run => run.Best is null && run.Rule.Name != SelectionRules.Nothing)
            .Select(run => $"{run.Name} ended without a student better than the one it began with; "
                + "its score is that student's."));
        return notes;
    }

    private static string RoundsNote(RunScores run) =>
        $"{run.Name} was trained in {run.Rounds.Count} rounds, each with a run's number of steps, "
        + "so it was trained longer than a run of one.";

    private static string HumanNote(RunScores run) => run.Rows.Recipe.Task.Name == "demo"
        ? $"{run.Name} was trained on the demo world's own truth about the unlabeled charts, "
            + "drawn again from its seed: labels without a person's mistakes. "
            + "No other run has seen a label in training."
        : $"{run.Name} was trained on labels of people ({Path.GetFileName(run.Rows.Recipe.Level.Labels)}). "
            + "No other run has seen a label in training.";
}
