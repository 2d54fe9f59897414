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
        Assert.Equal(expected, ParityRule.Judge(teacher, student, threshold));
}
