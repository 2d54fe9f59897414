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

        (Examinee Who, Score Score, bool? Same)[] answers = [.. rows.Examinees.SelectMany(examinee => Judged(rows, examinee.Who, examinee.Scores))];
        (Examinee Who, Score Score, bool Same)[] judged = [.. answers.Where(answer => answer.Same is not null).Select(answer => (answer.Who, answer.Score, answer.Same!.Value))];
        int metricOnly = judged.Count(answer => ScoreSet.IsRight(answer.Score) && !answer.Same);
        int judgeOnly = judged.Count(answer => !ScoreSet.IsRight(answer.Score) && answer.Same);
        return new JudgeReport(
            judge.Model.DisplayName, judged.Length, answers.Length - judged.Length, metricOnly, judgeOnly, Kappa(judged),
            [.. judged.GroupBy(answer => answer.Who).Select(group => Scores(group.Key, [.. group]))],
            Sampler.Balanced(Disagreements(rows, judged), answer => $"{answer.JudgeSaysRight}", Shown));
    }

    private static IEnumerable<(Examinee Who, Score Score, bool? Same)> Judged(RunRows rows, Examinee who, IEnumerable<Score> scores) => scores
        .Where(score => score.Error is null && rows.Judgements.ContainsKey((score.QuestionId, score.Text)))
        .Select(score => (who, score, rows.Judgements[(score.QuestionId, score.Text)].Same));

    private static JudgedScores Scores(Examinee who, IReadOnlyList<(Examinee Who, Score Score, bool Same)> answers) => new(
        who,
        Bootstrap.Mean([.. answers.Select(answer => new Observation(answer.Score.ImageId, ScoreSet.IsRight(answer.Score) ? 1 : 0))]),
        Bootstrap.Mean([.. answers.Select(answer => new Observation(answer.Score.ImageId, answer.Same ? 1 : 0))]));

    // Agreement beyond what two independent raters with these shares would have.
    private static double? Kappa(IReadOnlyList<(Examinee Who, Score Score, bool Same)> judged)
    {
        if (judged.Count == 0)
        {
            return null;
        }

        double metric = judged.Average(answer => ScoreSet.IsRight(answer.Score) ? 1.0 : 0);
        double judge = judged.Average(answer => answer.Same ? 1.0 : 0);
        double agreed = judged.Average(answer => ScoreSet.IsRight(answer.Score) == answer.Same ? 1.0 : 0);
        double byChance = (metric * judge) + ((1 - metric) * (1 - judge));
        return metric is 0 or 1 || judge is 0 or 1 ? null : (agreed - byChance) / (1 - byChance);
    }

    private static IEnumerable<JudgeDisagreement> Disagreements(RunRows rows, IEnumerable<(Examinee Who, Score Score, bool Same)> judged) => judged
        .Where(answer => ScoreSet.IsRight(answer.Score) != answer.Same && rows.Questions.ContainsKey(answer.Score.QuestionId))
        .DistinctBy(answer => (answer.Score.QuestionId, answer.Score.Text))
        .OrderBy(answer => answer.Same)
        .Select(answer => (Asked: rows.Questions[answer.Score.QuestionId], answer.Score.Text, answer.Same))
        .Select(answer => new JudgeDisagreement(answer.Asked.Image, answer.Asked.Question, answer.Asked.Answers, answer.Text, answer.Same));
}
