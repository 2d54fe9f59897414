using Mpa.Evaluation;
using Mpa.Evaluation.Metrics;
using Mpa.Statistics;

namespace Mpa.Reports.Building;

/// <summary>Scores of some questions and what they come to.</summary>
internal sealed record ScoreSet(IReadOnlyList<Score> Before, IReadOnlyList<Score> After, IReadOnlyList<Score> Teacher)
{
    private const double HalfRight = 0.5;

    /// <summary>The scores of the questions that <paramref name="wanted"/> picks.</summary>
    public static ScoreSet Of(RunRows rows, Func<string, bool> wanted) =>
        new(Pick(rows.Before, wanted), Pick(rows.After, wanted), Pick(rows.Teacher, wanted));

    public Interval? BeforeMean => Mean(Before);

    public Interval? AfterMean => Mean(After);

    public Interval? TeacherMean => Mean(Teacher);

    /// <summary>Questions scored both before and after.</summary>
    public IEnumerable<(Score Before, Score After)> Paired => Before.Join(After, row => row.QuestionId, row => row.QuestionId, (before, after) => (before, after));

    public Difference? Change => Differences is { Length: > 0 } differences ? Bootstrap.Paired(differences) : null;

    /// <summary>How fine a change these questions can show; null without any change.</summary>
    public Sensitivity? Finest => Sensitivity.Of(Differences);

    private Observation[] Differences => [.. Paired.Select(pair => new Observation(pair.Before.ImageId, pair.After.Value - pair.Before.Value))];

    /// <summary>The same answers by another metric; rows that lack its score are left out.</summary>
    public ScoreSet By(string metric) => new(By(Before, metric), By(After, metric), By(Teacher, metric));

    public AnswerChanges? Changes
    {
        get
        {
            ILookup<bool, bool> afterByBefore = Paired.ToLookup(pair => IsRight(pair.Before), pair => IsRight(pair.After));
            int right = afterByBefore[true].Count(), wrong = afterByBefore[false].Count();
            return right + wrong == 0 ? null : new AnswerChanges(right, afterByBefore[true].Count(after => !after), wrong, afterByBefore[false].Count(after => after));
        }
    }

    /// <summary>Right by the metric's own threshold.</summary>
    public static bool IsRight(Score score) =>
        score.Value >= (AnswerMetrics.All.FirstOrDefault(metric => metric.Name == score.Metric)?.MatchThreshold ?? HalfRight);

    private static IReadOnlyList<Score> By(IReadOnlyList<Score> scores, string metric) =>
        [.. scores.Where(score => score.Also?.ContainsKey(metric) == true).Select(score => score with { Metric = metric, Value = score.Also![metric] })];

    private static IReadOnlyList<Score> Pick(OrderedDictionary<string, Score> scores, Func<string, bool> wanted) =>
        [.. scores.Values.Where(score => wanted(score.QuestionId))];

    private static Interval? Mean(IReadOnlyList<Score> scores) =>
        scores.Count > 0 ? Bootstrap.Mean([.. scores.Select(score => new Observation(score.ImageId, score.Value))]) : null;
}
