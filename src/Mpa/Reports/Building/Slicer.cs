using Mpa.Evaluation;
using Mpa.Reports.Quality;

namespace Mpa.Reports.Building;

/// <summary>Parts the test by what its questions say of themselves, and by what can be seen from their words.</summary>
internal static class Slicer
{
    private const int ManyWords = 3, RareOpening = 20;

    /// <summary>All slices, each dimension with its largest fall first; slices without a change go by name.</summary>
    public static IReadOnlyList<SliceScores> Slice(RunRows rows)
    {
        TestQuestion[] scored = [.. rows.Questions.Values.Where(question => rows.Before.ContainsKey(question.Id) || rows.After.ContainsKey(question.Id) || rows.Teacher.ContainsKey(question.Id))];
        return
        [
            .. By("chart kind", question => question.Slice, scored, rows),
            .. By("question kind", question => question.Kind, scored, rows),
            .. By("source", question => question.Source, scored, rows),
            .. Seen("answer length", AnswerLength, scored, rows),
            .. scored.All(question => question.Kind is null) ? Seen("first word", Opening(scored), scored, rows) : [],
        ];
    }

    private static IEnumerable<SliceScores> By(string by, Func<TestQuestion, string?> part, IEnumerable<TestQuestion> questions, RunRows rows) => questions
        .Where(question => part(question) is not null)
        .GroupBy(question => part(question)!)
        .Select(group => Slice(by, group.Key, [.. group.Select(question => question.Id)], rows))
        .OrderBy(slice => slice.Difference?.Value ?? 0)
        .ThenBy(slice => slice.Name, StringComparer.Ordinal);

    // What is only seen from the words is no table when it parts nothing.
    private static IEnumerable<SliceScores> Seen(string by, Func<TestQuestion, string?> part, TestQuestion[] questions, RunRows rows) =>
        questions.Select(part).Distinct().Count() > 1 ? By(by, part, questions, rows) : [];

    private static string AnswerLength(TestQuestion question)
    {
        string commonest = question.Answers.CountBy(answer => answer).MaxBy(pair => pair.Value).Key ?? "";
        return Words.Count(commonest) switch { 0 => "no word", 1 => "1 word", < ManyWords => "2 words", _ => "3 words or more" };
    }

    private static Func<TestQuestion, string> Opening(IEnumerable<TestQuestion> questions)
    {
        HashSet<string> common = [.. questions.CountBy(First).Where(pair => pair.Value >= RareOpening).Select(pair => pair.Key)];
        return question => First(question) is var first && common.Contains(first) ? first : "other";
    }

    private static string First(TestQuestion question) => Words.Of(question.Question).FirstOrDefault("").ToLowerInvariant();

    private static SliceScores Slice(string by, string name, HashSet<string> questions, RunRows rows)
    {
        ScoreSet scores = ScoreSet.Of(rows, questions.Contains);
        return new SliceScores(by, name, questions.Count, scores.BeforeMean, scores.AfterMean, scores.TeacherMean, scores.Change, scores.Changes);
    }
}
