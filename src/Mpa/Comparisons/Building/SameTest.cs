using Mpa.Evaluation;

namespace Mpa.Comparisons.Building;

/// <summary>Makes sure that runs took the same test, since a difference between tests says nothing about students.</summary>
internal static class SameTest
{
    /// <summary>The questions to compare on.</summary>
    /// <param name="runs">One or more.</param>
    /// <param name="sharedOnly">Takes the questions that all runs answered where their tests differ in nothing else.</param>
    /// <exception cref="MpaException">The tests differ; the message names each difference.</exception>
    public static HashSet<string> Questions(IReadOnlyList<RunScores> runs, bool sharedOnly)
    {
        HashSet<string> shared = [.. runs[0].Scores.Keys];
        foreach (RunScores run in runs)
        {
            shared.IntersectWith(run.Scores.Keys);
            shared.IntersectWith(run.Rows.Before.Keys);
        }

        string[] differences = [.. runs.Skip(1).SelectMany(run => Differences(runs[0], run, shared, sharedOnly))];
        return differences.Length == 0 && shared.Count > 0
            ? shared
            : throw new MpaException("These runs can't be compared:\n" + string.Join("\n", differences.DefaultIfEmpty("  they share no question")));
    }

    private static IEnumerable<string> Differences(RunScores first, RunScores other, HashSet<string> shared, bool sharedOnly)
    {
        (string What, string First, string Other)[] settings =
        [
            ("the task", first.Rows.Recipe.Task, other.Rows.Recipe.Task),
            ("the metric", first.Metric, other.Metric),
            ("evaluate.maxNewTokens", $"{first.Rows.Recipe.Evaluate?.MaxNewTokens}", $"{other.Rows.Recipe.Evaluate?.MaxNewTokens}"),
        ];
        foreach ((string what, string one, string two) in settings.Where(setting => setting.First != setting.Other))
        {
            yield return $"  {what} is {two} in {other.Name} and {one} in {first.Name}";
        }

        if (shared.FirstOrDefault(id => !Same(first, other, id)) is { } changed)
        {
            yield return $"  the question \"{changed}\" is another one in {other.Name} than in {first.Name}";
        }

        if (!sharedOnly && (shared.Count != first.Scores.Count || shared.Count != other.Scores.Count))
        {
            yield return $"  {other.Name} answered {other.Scores.Count} questions and {first.Name} {first.Scores.Count}, {shared.Count} of them shared by all runs; --shared-questions compares those";
        }
    }

    private static bool Same(RunScores first, RunScores other, string id) =>
        first.Scores[id].ImageId == other.Scores[id].ImageId
        && (!first.Rows.Questions.TryGetValue(id, out TestQuestion? one) || !other.Rows.Questions.TryGetValue(id, out TestQuestion? two)
            || (one.Question == two.Question && one.Answers.SequenceEqual(two.Answers)));
}
