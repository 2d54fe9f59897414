using Mpa.Leveling;
using Mpa.Runs;

namespace Mpa.Reports.Building;

/// <summary>Says what a reader must know before trusting the figures.</summary>
internal static class NotesBuilder
{
    /// <summary>Sentences; none for a complete and ordinary run.</summary>
    public static IReadOnlyList<string> Build(RunRows rows) =>
        [.. Candidates(rows).Where(note => note.Applies).Select(note => note.Text)];

    private static IEnumerable<(bool Applies, string Text)> Candidates(RunRows rows)
    {
        int kept = rows.Parity.Count(pair => pair.Verdict == Parity.Verdict.Kept);
        bool unevaluated = rows.Before.Count == 0;
        yield return Baseline(rows.Recipe.Level);
        yield return (!rows.IsComplete(Stage.Annotate), "Annotation is not complete, so the counts below will grow.");
        yield return (rows.IsComplete(Stage.Annotate) && !rows.IsComplete(Stage.Identify), "Parity has not been identified for every pair yet.");
        yield return (rows.IsComplete(Stage.Identify) && kept == 0, "No pair was kept, so there was nothing to train the student on.");
        yield return (kept > 0 && rows.Training.Count == 0, "The student has not been trained yet.");
        yield return (rows.Training.Count > 0 && !rows.IsComplete(Stage.Level), $"Training stopped after step {rows.Training.Count} of {rows.Training.LastOrDefault()?.Steps}.");
        yield return (rows.Recipe.Evaluate is null, "The recipe names no held-out test, so nothing is known of the student's scores.");
        yield return (rows.Recipe.Evaluate is not null && unevaluated, "The held-out test has not been taken yet.");
        yield return (!unevaluated && !rows.IsComplete(Stage.Evaluate), "The evaluation is not complete, so the scores below cover a part of the test.");
        yield return (!unevaluated && rows.QuestionsMissing is not null, rows.QuestionsMissing ?? "");
        yield return Unanswered(rows);
    }

    private static (bool Applies, string Text) Baseline(LevelOptions options)
    {
        SelectionRule rule = SelectionRules.Named(options.Select);
        string people = rule.IsHuman ? $" (level.labels: {Path.GetFileName(options.Labels)}). The method itself sees no label in training" : "";
        return (rule.Name != SelectionRules.Parity, $"This run is a baseline, not the method: it trains on {rule.Meaning}{people}.");
    }

    private static (bool Applies, string Text) Unanswered(RunRows rows)
    {
        int failed = rows.Before.Values.Concat(rows.After.Values).Concat(rows.Teacher.Values).Count(score => score.Error is not null);
        return (failed > 0, $"{Figures.Count(failed)} test questions got no answer from a model; they count as wrong.");
    }
}
