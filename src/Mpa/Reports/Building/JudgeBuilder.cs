using Mpa.Evaluation;
using Mpa.Statistics;

namespace Mpa.Reports.Building;

/// <summary>Sets the judge's verdicts beside the metric's.</summary>
internal static class JudgeBuilder
{
    private const int Shown = 12;

    /// <summary>Null when the recipe names no judge, or nothing has been judged yet.</summary>
    public static JudgeReport? Build(RunRows rows)
    {
        if (rows.Recipe.Judge is not { } judge || rows.Judgements.Count == 0)
        {
            return null;
        }

        JudgedAnswer[] answers =
            [.. rows.Examinees.SelectMany(examinee => Answers(rows, examinee.Who, examinee.Scores))];
        JudgedAnswer[] judged = [.. answers.Where(answer => answer.Same is not null)];
        return new JudgeReport(
            Judge: judge.Model.DisplayName,
            Judged: judged.Length,
            Unjudged: answers.Length - judged.Length,
            MetricOnly: judged.Count(answer => answer is { ByMetric: true, ByJudge: false }),
            JudgeOnly: judged.Count(answer => answer is { ByMetric: false, ByJudge: true }),
            Kappa: Kappa(judged),
            Scores: [.. judged.GroupBy(answer => answer.Who).Select(group => Scores(group.Key, [.. group]))],
            Disagreements: Sampler.Balanced(
                Disagreements(rows, judged), answer => $"{answer.JudgeSaysRight}", Shown));
    }

    private static IEnumerable<JudgedAnswer> Answers(RunRows rows, Examinee who, IEnumerable<Score> scores) => scores
        .Where(score => score.Error is null && rows.Judgements.ContainsKey((score.QuestionId, score.Text)))
        .Select(score => new JudgedAnswer(who, score, rows.Judgements[(score.QuestionId, score.Text)].Same));

    private static JudgedScores Scores(Examinee who, JudgedAnswer[] answers) =>
        new(who, Share(answers, answer => answer.ByMetric), Share(answers, answer => answer.ByJudge));

    private static Interval Share(JudgedAnswer[] answers, Func<JudgedAnswer, bool> right) =>
        Bootstrap.Mean([.. answers.Select(answer => new Observation(answer.Score.ImageId, right(answer) ? 1 : 0))]);

    // Agreement beyond what two independent raters with these shares would have.
    private static double? Kappa(JudgedAnswer[] judged)
    {
        if (judged.Length == 0)
        {
            return null;
        }

        double metric = judged.Average(answer => answer.ByMetric ? 1.0 : 0);
        double judge = judged.Average(answer => answer.ByJudge ? 1.0 : 0);
        double agreed = judged.Average(answer => answer.ByMetric == answer.ByJudge ? 1.0 : 0);
        double byChance = (metric * judge) + ((1 - metric) * (1 - judge));
        return metric is 0 or 1 || judge is 0 or 1 ? null : (agreed - byChance) / (1 - byChance);
    }

    private static IEnumerable<JudgeDisagreement> Disagreements(RunRows rows, JudgedAnswer[] judged) =>
        from answer in judged
            .Where(answer => answer.ByMetric != answer.ByJudge && rows.Questions.ContainsKey(answer.Score.QuestionId))
            .DistinctBy(answer => (answer.Score.QuestionId, answer.Score.Text))
        orderby answer.ByJudge
        let asked = rows.Questions[answer.Score.QuestionId]
        select new JudgeDisagreement(
            asked.Image, asked.Question, asked.Answers, answer.Score.Text, answer.ByJudge);

    /// <summary>An answer that was put to the judge.</summary>
    private sealed record JudgedAnswer(Examinee Who, Score Score, bool? Same)
    {
        public bool ByMetric { get; } = ScoreSet.IsRight(Score);

        public bool ByJudge => Same == true;
    }
}
