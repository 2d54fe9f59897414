using Mpa.Annotation;
using Mpa.Evaluation.Metrics;
using Mpa.Recipes;

namespace Mpa.Parity;

/// <summary>The parity rule over one pair and what was said to its question.</summary>
/// <param name="recipe">Says how answers are compared, and how many of the teacher's must agree.</param>
/// <param name="judge">Decides in the matcher's place; null for none.</param>
internal sealed class PairVerdict(Recipe recipe, PairJudge? judge)
{
    private readonly AnswerMetric _metric = recipe.Matcher;

    /// <summary>What the rule says.</summary>
    public ParityExample Decide(PseudoAnnotation pair, IReadOnlyList<Answer> teacher, Answer student)
    {
        PairMatcher matcher = new(pair, _metric, judge);
        double?[] scores = [.. teacher.Select(matcher.Score)];
        (int Index, double Score)? agreed = ParityRule.Agreed(scores, recipe.Identify.Agree);
        Answer teachers = teacher[agreed?.Index ?? 0];
        double? studentScore = matcher.Score(student);
        return new ParityExample
        {
            Id = pair.Id,
            ImageId = pair.ImageId,
            Kind = pair.Kind,
            Question = pair.Question!,
            Answer = pair.Answer!,
            TeacherAnswer = teachers.Text,
            StudentAnswer = student.Text,
            TeacherScore = agreed?.Score ?? 0,
            StudentScore = studentScore ?? 0,
            TeacherMetric = matcher.Beside(teachers),
            StudentMetric = matcher.Beside(student),
            Verdict = ParityRule.Decide(agreed?.Score, studentScore, matcher.Threshold),
        };
    }

    /// <summary>A kept pair after a second opinion: kept still, disputed, or without an answer.</summary>
    public ParityExample Dispute(ParityExample kept, PseudoAnnotation pair, Answer opinion)
    {
        PairMatcher matcher = new(pair, _metric, judge: null);
        return kept with
        {
            OpinionAnswer = opinion.Text,
            Verdict = matcher.Score(opinion) is not { } score ? Verdict.Unanswered
                : score >= matcher.Threshold ? Verdict.Kept
                : Verdict.Disputed,
        };
    }
}
