using Mpa.Evaluation;

namespace Mpa.Reports.Building;

/// <summary>Parts the test by chart kind and by question kind.</summary>
internal static class Slicer
{
    /// <summary>All slices, each dimension with its largest fall first; slices without a change go by name.</summary>
    public static IReadOnlyList<SliceScores> Slice(RunRows rows) =>
    [
        .. By("chart kind", question => question.Slice, rows),
        .. By("question kind", question => question.Kind, rows),
    ];

    private static IEnumerable<SliceScores> By(string by, Func<TestQuestion, string?> part, RunRows rows) => rows.Questions.Values
        .Where(question => rows.Before.ContainsKey(question.Id) || rows.After.ContainsKey(question.Id) || rows.Teacher.ContainsKey(question.Id))
        .Where(question => part(question) is not null)
        .GroupBy(question => part(question)!)
        .Select(group => Slice(by, group.Key, [.. group.Select(question => question.Id)], rows))
        .OrderBy(slice => slice.Difference?.Value ?? 0)
        .ThenBy(slice => slice.Name, StringComparer.Ordinal);

    private static SliceScores Slice(string by, string name, HashSet<string> questions, RunRows rows)
    {
        ScoreSet scores = ScoreSet.Of(rows, questions.Contains);
        return new SliceScores(by, name, questions.Count, scores.BeforeMean, scores.AfterMean, scores.TeacherMean, scores.Change, scores.Changes);
    }
}
