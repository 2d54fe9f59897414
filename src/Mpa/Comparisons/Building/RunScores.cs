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
    RunFolder Folder, RunRows Rows, IReadOnlyDictionary<string, Score> Scores, RunFolder? Best, IReadOnlyList<RoundRow> Rounds)
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
        IReadOnlyDictionary<string, Score> scores = best is null ? rows.Before : best == folder ? rows.After : RunRows.Read(best).After;
        bool finished = best is not null || rounds.Count > 0 || rows.IsComplete(Stage.Evaluate);
        return rows.Before.Count > 0 && finished
            ? new RunScores(folder, rows, scores, best, rounds)
            : throw new MpaException($"{folder.Root} has no scores of its student after leveling, so it can't be compared. Go on with it: mpa run and its recipe.");
    }
}
