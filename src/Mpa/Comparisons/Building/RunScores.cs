using System.Text.Json;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Reports.Building;
using Mpa.Rounds;
using Mpa.Runs;

namespace Mpa.Comparisons.Building;

/// <summary>A run's rows, and the answers of its best student to the questions that are compared.</summary>
/// <param name="Folder">The run folder; of several rounds the first.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Scores">Of the best student, by question.</param>
/// <param name="Best">The folder that the best student was leveled in; null when it is the student as it was.</param>
/// <param name="Rounds">Its rounds; empty for a run of one.</param>
internal sealed record RunScores(
    RunFolder Folder,
    RunRows Rows,
    IReadOnlyDictionary<string, Score> Scores,
    RunFolder? Best,
    IReadOnlyList<RoundRow> Rounds)
{
    public string Name => Path.GetFileName(Folder.Root);

    public SelectionRule Rule => SelectionRules.Named(Rows.Recipe.Level.Select);

    public string Metric => Rows.Before.Values.First().Metric;

    /// <summary>Reads a run that has been evaluated.</summary>
    /// <exception cref="MpaException">It has no scores.</exception>
    public static RunScores Read(RunFolder folder)
    {
        RunRows rows = RunRows.Read(folder);
        IReadOnlyList<RoundRow> rounds = rows.Recipe.Rounds is null ? [] : JsonLines.Read<RoundRow>(folder.Rounds);
        RunFolder? best = rounds.Count > 0 ? RoundRunner.Best(folder) : rows.After.Count > 0 ? folder : null;
        IReadOnlyDictionary<string, Score> scores =
            best is null ? rows.Before : best == folder ? rows.After : RunRows.Read(best).After;
        bool finished = best is not null || rounds.Count > 0 || rows.IsComplete(Stage.Evaluate);
        return rows.Before.Count > 0 && finished
            ? new RunScores(folder, rows, scores, best, rounds)
            : throw new MpaException(
                $"{folder.Root} has no scores of its student after leveling, so it can't be compared. "
                + "Go on with it: mpa run and its recipe.");
    }
}

/// <summary>
/// Makes sure that runs took the same test, since a difference between tests says nothing about students.
/// </summary>
internal static class SameTest
{
    /// <summary>The questions to compare on.</summary>
    /// <param name="runs">One or more.</param>
    /// <param name="sharedOnly">
    /// Takes the questions that all runs answered where their tests differ in nothing else.
    /// </param>
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
            : throw new MpaException(
                "These runs can't be compared:\n"
                + string.Join("\n", differences.DefaultIfEmpty("  they share no question")));
    }

    private static string AnswersOf(RunScores run) =>
        JsonSerializer.Serialize(run.Rows.Recipe.Task.AnswerKey, MpaJson.Line);

    private static IEnumerable<string> Differences(
        RunScores first, RunScores other, HashSet<string> shared, bool sharedOnly)
    {
        (string What, string First, string Other)[] settings =
        [
            ("the task", first.Rows.Recipe.Task.Name, other.Rows.Recipe.Task.Name),
            ("how its answers are asked for", AnswersOf(first), AnswersOf(other)),
            ("the metric", first.Metric, other.Metric),
            ("evaluate.maxNewTokens", Tokens(first), Tokens(other)),
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
            yield return $"  {other.Name} answered {other.Scores.Count} questions "
                + $"and {first.Name} {first.Scores.Count}, {shared.Count} of them shared by all runs; "
                + "--shared-questions compares those";
        }
    }

    private static string Tokens(RunScores run) => $"{run.Rows.Recipe.Evaluate?.MaxNewTokens}";

    private static bool Same(RunScores first, RunScores other, string id) =>
        first.Scores[id].ImageId == other.Scores[id].ImageId
        && Same(first.Rows.Questions.GetValueOrDefault(id), other.Rows.Questions.GetValueOrDefault(id));

    // A test whose questions are gone can't differ in them.
    private static bool Same(TestQuestion? one, TestQuestion? two) =>
        one is null || two is null || (one.Question == two.Question && one.Answers.SequenceEqual(two.Answers));
}
