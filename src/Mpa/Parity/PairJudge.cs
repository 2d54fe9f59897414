using Mpa.Annotation;
using Mpa.Asking;
using Mpa.Evaluation.Judging;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Parity;

/// <summary>What a judge said of the answers to pseudo questions, where the task's matcher names one.</summary>
internal sealed class PairJudge
{
    private readonly Dictionary<string, bool?> _same = [];

    /// <summary>What is on file; null for a task without a judge.</summary>
    public static PairJudge? Read(RunSession run)
    {
        if (run.Task.Matcher?.Judge is null)
        {
            return null;
        }

        PairJudge judge = new();
        foreach (Judgement row in JsonLines.Stream<Judgement>(run.Folder.PairJudgements))
        {
            judge._same[row.Id] = row.Same;
        }

        return judge;
    }

    /// <summary>Every answer that a judge has to look at, each distinct one to a pair once.</summary>
    public static Inquiry<Judgement> Inquire(RunSession run, JudgeOptions judge) =>
        AnswerJudge.Inquire(run, judge, folder => folder.PairJudgements, Unsettled(run));

    /// <summary>1 or 0; null where the judge did not say.</summary>
    public double? Score(JudgedText answer) =>
        _same.GetValueOrDefault(answer.Id) is { } same ? (same ? 1 : 0) : null;

    /// <summary>An answer as it is put before a judge; null for one that needs none.</summary>
    public static JudgedText? Case(PseudoAnnotation pair, Answer answer, AnswerMetric metric) =>
        answer.Error is not null || string.IsNullOrWhiteSpace(answer.Text) || IsEqual(pair, answer, metric)
            ? null
            : new JudgedText(pair.Id, pair.Question!, [pair.Answer!], answer.Text);

    private static bool IsEqual(PseudoAnnotation pair, Answer answer, AnswerMetric metric) =>
        string.Equals(
            AnswerText.Plain(pair.Answer!), AnswerText.Plain(answer.Text), StringComparison.OrdinalIgnoreCase)
        || (metric.Name == "exact" && metric.Match(answer.Text, pair.Answer!) == 1);

    private static IEnumerable<JudgedText> Unsettled(RunSession run)
    {
        AnswerMetric metric = run.Recipe.Matcher;
        return AnsweredPair.Of(run)
            .SelectMany(one => one.Teacher.Concat(one.Student)
                .Select(answer => Case(one.Pair, answer, metric))
                .OfType<JudgedText>()
                .DistinctBy(text => text.Id));
    }
}

/// <summary>Compares the answers to one pair: by the judge where there is one, else by the metric.</summary>
/// <param name="pair">The pair.</param>
/// <param name="metric">The task's.</param>
/// <param name="judge">Null for none.</param>
internal sealed class PairMatcher(PseudoAnnotation pair, AnswerMetric metric, PairJudge? judge)
{
    /// <summary>A score of at least this is a match.</summary>
    public double Threshold => judge is null ? metric.MatchThreshold : 1;

    /// <summary>0 to 1 against the pseudo answer; null where there is no answer, or the judge did not say.</summary>
    public double? Score(Answer answer) => answer.Error is not null ? null
        : judge is null ? metric.Match(answer.Text, pair.Answer!)
        : string.IsNullOrWhiteSpace(answer.Text) ? 0
        : PairJudge.Case(pair, answer, metric) is { } unsettled ? judge.Score(unsettled)
        : 1;

    /// <summary>What the metric says where a judge decides; null where none does, or there is no answer.</summary>
    public double? Beside(Answer answer) =>
        judge is null || answer.Error is not null ? null : metric.Match(answer.Text, pair.Answer!);
}
