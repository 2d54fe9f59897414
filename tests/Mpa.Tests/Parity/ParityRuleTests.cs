using FsCheck.Xunit;
using Mpa.Parity;

namespace Mpa.Tests.Parity;

public sealed class ParityRuleTests
{
    [Theory]
    [InlineData(1.0, 0.0, 1.0, Verdict.Kept)]
    [InlineData(1.0, 1.0, 1.0, Verdict.KnownToBoth)]
    [InlineData(0.0, 0.0, 1.0, Verdict.MissedByBoth)]
    [InlineData(0.0, 1.0, 1.0, Verdict.TeacherInconsistent)]
    [InlineData(0.5, 0.49, 0.5, Verdict.Kept)]
    [InlineData(0.5, 0.5, 0.5, Verdict.KnownToBoth)]
    [InlineData(0.49, 0.49, 0.5, Verdict.MissedByBoth)]
    [InlineData(0.49, 0.5, 0.5, Verdict.TeacherInconsistent)]
    [InlineData(null, 0.0, 1.0, Verdict.Unanswered)]
    [InlineData(1.0, null, 1.0, Verdict.Unanswered)]
    [InlineData(null, null, 1.0, Verdict.Unanswered)]
    public void A_pair_is_kept_iff_the_teacher_repeats_it_and_the_student_misses_it(
        double? teacher, double? student, double threshold, Verdict expected) =>
        Assert.Equal(expected, ParityRule.Decide(teacher, student, threshold));

    [Theory]
    [InlineData(new[] { 1.0 }, 1, 1.0)]
    [InlineData(new[] { 0.0 }, 1, 0.0)]
    [InlineData(new[] { 0.0, 1.0, 1.0 }, 1, 1.0)]
    [InlineData(new[] { 0.0, 1.0, 1.0 }, 2, 1.0)]
    [InlineData(new[] { 0.0, 1.0, 1.0 }, 3, 0.0)]
    [InlineData(new[] { 0.5, 1.0, -1.0 }, 2, 0.5)]
    [InlineData(new[] { 1.0, -1.0, -1.0 }, 2, null)]
    [InlineData(new[] { -1.0 }, 1, null)]
    public void The_teacher_repeats_a_pair_when_enough_of_its_answers_agree(
        double[] scores, int agree, double? expected)
    {
        double?[] answers = [.. scores.Select(score => score < 0 ? null : (double?)score)];

        Assert.Equal(expected, ParityRule.Agreed(answers, agree)?.Score);
    }

    [Property]
    public bool Enough_agree_iff_the_deciding_score_matches(byte[] scores, byte agree, byte threshold)
    {
        double?[] values = [.. scores.Select(score => (double?)(score / 255.0))];
        int needed = 1 + (agree % (scores.Length + 1));
        bool enough = values.Count(value => value >= threshold / 255.0) >= needed;
        return enough == (ParityRule.Agreed(values, needed)?.Score >= threshold / 255.0);
    }
}
