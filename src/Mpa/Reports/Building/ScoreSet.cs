using Mpa.Evaluation;
using Mpa.Evaluation.Metrics;
using Mpa.Reports.Quality;
using Mpa.Statistics;

namespace Mpa.Reports.Building;

/// <summary>Scores of some questions and what they come to.</summary>
internal sealed record ScoreSet(IReadOnlyList<Score> Before, IReadOnlyList<Score> After, IReadOnlyList<Score> Teacher)
{
    private const double HalfRight = 0.5;

    public Interval? BeforeMean => Mean(Before);

    public Interval? AfterMean => Mean(After);

    public Interval? TeacherMean => Mean(Teacher);

    /// <summary>Questions scored both before and after.</summary>
    public IEnumerable<(Score Before, Score After)> Paired =>
        Before.Join(After, row => row.QuestionId, row => row.QuestionId, (before, after) => (before, after));

    public Difference? Change => Differences is { Length: > 0 } differences ? Bootstrap.Paired(differences) : null;

    /// <summary>How fine a change these questions can show; null without any change.</summary>
    public Sensitivity? Finest => Sensitivity.Of(Differences);

    public AnswerChanges? Changes
    {
        get
        {
            ILookup<bool, bool> after = Paired.ToLookup(pair => IsRight(pair.Before), pair => IsRight(pair.After));
            bool[] right = [.. after[true]], wrong = [.. after[false]];
            return right.Length + wrong.Length == 0
                ? null
                : new AnswerChanges(right.Length, right.Count(still => !still), wrong.Length, wrong.Count(now => now));
        }
    }

    private Observation[] Differences =>
        [.. Paired.Select(pair => new Observation(pair.Before.ImageId, pair.After.Value - pair.Before.Value))];

    /// <summary>The scores of the questions that <paramref name="wanted"/> picks.</summary>
    public static ScoreSet Of(RunRows rows, Func<string, bool> wanted) =>
        new(Pick(rows.Before, wanted), Pick(rows.After, wanted), Pick(rows.Teacher, wanted));

    /// <summary>The same answers by another metric; rows that lack its score are left out.</summary>
    public ScoreSet By(string metric) => new(By(Before, metric), By(After, metric), By(Teacher, metric));

    /// <summary>Right by the metric's own threshold.</summary>
    public static bool IsRight(Score score)
    {
        AnswerMetric? by = AnswerMetrics.All.FirstOrDefault(metric => metric.Name == score.Metric);
        return score.Value >= (by?.MatchThreshold ?? HalfRight);
    }

    /// <summary>Null without any score.</summary>
    public static Interval? Mean(IReadOnlyCollection<Score> scores) => scores.Count > 0
        ? Bootstrap.Mean([.. scores.Select(score => new Observation(score.ImageId, score.Value))])
        : null;

    private static IReadOnlyList<Score> By(IReadOnlyList<Score> scores, string metric) =>
    [
        .. scores
            .Where(score => score.Also?.ContainsKey(metric) == true)
            .Select(score => score with { Metric = metric, Value = score.Also![metric] }),
    ];

    private static IReadOnlyList<Score> Pick(OrderedDictionary<string, Score> scores, Func<string, bool> wanted) =>
        [.. scores.Values.Where(score => wanted(score.QuestionId))];
}

/// <summary>Parts the test by what its questions say of themselves, and by what can be seen from their words.</summary>
internal static class Slicer
{
    private const int ManyWords = 3, RareOpening = 20;

    /// <summary>All slices, each dimension with its largest fall first; slices without a change go by name.</summary>
    public static IReadOnlyList<SliceScores> Slice(RunRows rows)
    {
        TestQuestion[] scored = [.. rows.Questions.Values.Where(question => rows.IsScored(question.Id))];
        return
        [
            .. By("chart kind", question => question.Slice, scored, rows),
            .. By("question kind", question => question.Kind, scored, rows),
            .. By("source", question => question.Source, scored, rows),
            .. Seen("answer length", AnswerLength, scored, rows),
            .. scored.All(question => question.Kind is null) ? Seen("first word", Opening(scored), scored, rows) : [],
        ];
    }

    private static IEnumerable<SliceScores> By(
        string by, Func<TestQuestion, string?> part, TestQuestion[] questions, RunRows rows) => questions
            .Where(question => part(question) is not null)
            .GroupBy(question => part(question)!)
            .Select(group => Slice(by, group.Key, [.. group.Select(question => question.Id)], rows))
            .OrderBy(slice => slice.Difference?.Value ?? 0)
            .ThenBy(slice => slice.Name, StringComparer.Ordinal);

    // What is only seen from the words is no table when it parts nothing.
    private static IEnumerable<SliceScores> Seen(
        string by, Func<TestQuestion, string?> part, TestQuestion[] questions, RunRows rows) =>
        questions.Select(part).Distinct().Count() > 1 ? By(by, part, questions, rows) : [];

    private static string AnswerLength(TestQuestion question)
    {
        string commonest = question.Answers.CountBy(answer => answer).MaxBy(pair => pair.Value).Key ?? "";
        return Words.Count(commonest) switch
        {
            0 => "no word",
            1 => "1 word",
            < ManyWords => "2 words",
            _ => "3 words or more",
        };
    }

    private static Func<TestQuestion, string> Opening(TestQuestion[] questions)
    {
        HashSet<string> common =
            [.. questions.CountBy(First).Where(pair => pair.Value >= RareOpening).Select(pair => pair.Key)];
        return question => First(question) is var first && common.Contains(first) ? first : "other";
    }

    private static string First(TestQuestion question) =>
        Words.Of(question.Question).FirstOrDefault("").ToLowerInvariant();

    private static SliceScores Slice(string by, string name, HashSet<string> questions, RunRows rows)
    {
        ScoreSet scores = ScoreSet.Of(rows, questions.Contains);
        return new SliceScores(
            By: by,
            Name: name,
            Questions: questions.Count,
            Before: scores.BeforeMean,
            After: scores.AfterMean,
            Teacher: scores.TeacherMean,
            Difference: scores.Change,
            Forgetting: scores.Changes);
    }
}
