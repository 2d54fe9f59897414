namespace Mpa.Parity;

/// <summary>
/// The paper's rule: keep a pair iff E(teacher's re-answer, pseudo answer) and not E(student's answer, pseudo answer), where E is the
/// task's matcher at its threshold.
/// </summary>
internal static class ParityRule
{
    /// <summary>Judges one pair.</summary>
    /// <param name="teacherScore">0 to 1 against the pseudo answer; null when the teacher gave no answer.</param>
    /// <param name="studentScore">0 to 1 against the pseudo answer; null when the student gave no answer.</param>
    /// <param name="threshold">A score of at least this is a match.</param>
    public static Verdict Judge(double? teacherScore, double? studentScore, double threshold) =>
        (teacherScore >= threshold, studentScore >= threshold) switch
        {
            _ when teacherScore is null || studentScore is null => Verdict.Unanswered,
            (true, false) => Verdict.Kept,
            (true, true) => Verdict.KnownToBoth,
            (false, false) => Verdict.MissedByBoth,
            (false, true) => Verdict.TeacherInconsistent,
        };
}
