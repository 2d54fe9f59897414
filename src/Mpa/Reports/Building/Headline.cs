using Mpa.Images;
using Mpa.Leveling;
using Mpa.Runs;
using Mpa.Statistics;

namespace Mpa.Reports.Building;

/// <summary>The result in one sentence, for whatever part of a run is done.</summary>
internal static class Headline
{
    public static string Write(RunRows rows, ReportScores scores, Difference? difference, ParityTable? table) =>
        (scores, difference, table) switch
        {
            ({ Before: { } before, After: { } after }, { } change, _) =>
                Compare(before, after, change) + Teacher(scores),
            ({ Before: { } before }, _, _) => Alone(before) + Teacher(scores),
            (_, _, { Decided: > 0 } decided) => Parity(decided),
            _ => Annotated(rows),
        };

    private static string Compare(Interval before, Interval after, Difference change)
    {
        string verb = change switch
        {
            { Low: > 0 } => "rose",
            { High: < 0 } => "fell",
            _ => "did not change measurably:",
        };
        return $"The student {verb} from {Figures.Percent(before)} to {Figures.Percent(after)} "
            + $"on {Figures.Count(change.Count)} held-out questions "
            + $"({Figures.Points(change)} points {Figures.PointSpan(change)}, {Figures.PValue(change.PValue)})";
    }

    private static string Alone(Interval before) =>
        $"The student as it is scores {Figures.Percent(before)} {Figures.PercentSpan(before)} "
        + $"on {Figures.Count(before.Count)} held-out questions";

    private static string Teacher(ReportScores scores) =>
        scores.Teacher is { } teacher ? $"; the teacher is at {Figures.Percent(teacher)}." : ".";

    private static string Parity(ParityTable table) =>
        $"{Figures.Count(table.Kept)} of {Figures.Count(table.Decided)} pairs "
        + $"({Figures.Share(table.Kept, table.Decided)}) "
        + "show something that the teacher knows and the student does not.";

    private static string Annotated(RunRows rows)
    {
        string pairs = Figures.Count(rows.Pairs.Readable);
        string images = Figures.Count(rows.Pairs.Images);
        return rows.Pairs.Annotations.Count > 0
            ? $"The teacher has written {pairs} pairs about {images} images; they have not been judged yet."
            : rows.IsComplete(Stage.Collect) || rows.Pairs.Images > 0
                ? $"{images} images are ready; the teacher has not been asked yet."
                : "Nothing has run yet.";
    }
}

/// <summary>Says what a reader must know before trusting the figures.</summary>
internal static class ReportNotes
{
    /// <summary>Sentences; none for a complete and ordinary run.</summary>
    public static IReadOnlyList<string> Build(RunRows rows) =>
        [.. Baseline(rows), .. Missing(rows), .. Shared(rows), .. Untested(rows), .. Few(rows), .. Unanswered(rows)];

    private static IEnumerable<string> Baseline(RunRows rows)
    {
        LevelOptions options = rows.Recipe.Level;
        SelectionRule rule = SelectionRules.Named(options.Select);
        string people = rule.IsHuman
            ? $" (level.labels: {Path.GetFileName(options.Labels)}). The method itself sees no label in training"
            : "";
        return rule.Name == SelectionRules.Parity
            ? []
            : [$"This run is a baseline, not the method: it trains on {rule.Meaning}{people}."];
    }

    private static IEnumerable<string> Missing(RunRows rows)
    {
        long kept = rows.Pairs.Kept;
        if (!rows.IsComplete(Stage.Annotate))
        {
            yield return "Annotation is not complete, so the counts below will grow.";
        }
        else if (!rows.IsComplete(Stage.Identify))
        {
            yield return "Parity has not been identified for every pair yet.";
        }

        if (rows.IsComplete(Stage.Identify) && kept == 0)
        {
            yield return "No pair was kept, so there was nothing to train the student on.";
        }

        if (kept > 0 && rows.Training.Count == 0)
        {
            yield return "The student has not been trained yet.";
        }

        if (rows.Training.Count > 0 && !rows.IsComplete(Stage.Level))
        {
            yield return $"Training stopped after step {rows.Training.Count} of {rows.Training[^1].Steps}.";
        }
    }

    private static IEnumerable<string> Shared(RunRows rows)
    {
        long shared = rows.Pairs.FailedImages.GetValueOrDefault(TestImages.Cause);
        return shared == 0 ? [] : [Wording.SharedWithTest(shared)];
    }

    private static IEnumerable<string> Few(RunRows rows)
    {
        int images = rows.Before.Values.Select(score => score.ImageId).Distinct().Count();
        return images is 0 or >= Bootstrap.FewClusters
            ? []
            :
            [
                $"The test has {Figures.Count(rows.Before.Count)} question(s) on {Figures.Count(images)} image(s): "
                    + "too few to tell a change from chance unless it is very large. "
                    + "Its intervals are Wilson's, which count images.",
            ];
    }

    private static IEnumerable<string> Untested(RunRows rows)
    {
        if (rows.Recipe.Evaluate is null)
        {
            yield return "The recipe names no held-out test, so nothing is known of the student's scores.";
        }

        if (rows.Before.Count == 0)
        {
            if (rows.Recipe.Evaluate is not null)
            {
                yield return "The held-out test has not been taken yet.";
            }

            yield break;
        }

        if (!rows.IsComplete(Stage.Evaluate))
        {
            yield return "The evaluation is not complete, so the scores below cover a part of the test.";
        }

        if (rows.QuestionsMissing is { } missing)
        {
            yield return missing;
        }
    }

    private static IEnumerable<string> Unanswered(RunRows rows)
    {
        int failed = rows.Examinees.SelectMany(examinee => examinee.Scores).Count(score => score.Error is not null);
        return failed == 0
            ? []
            : [$"{Figures.Count(failed)} test questions got no answer from a model; they count as wrong."];
    }
}
