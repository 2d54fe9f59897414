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

    /// <summary>
    /// The score that decides whether enough of the teacher's answers agree: at least so many match iff the so-many-th best does. With
    /// one answer it is that answer's, which is the paper's rule.
    /// </summary>
    /// <param name="scores">0 to 1 each; null where the teacher gave no answer.</param>
    /// <param name="agree">From 1 to the number of scores.</param>
    /// <returns>Where it stands and what it is; null when fewer answers came than must agree.</returns>
    public static (int Index, double Score)? Agreed(IReadOnlyList<double?> scores, int agree)
    {
        (int Index, double Score)[] best =
            [.. scores.Select((score, index) => (Index: index, Score: score)).Where(one => one.Score is not null).Select(one => (one.Index, one.Score!.Value)).OrderByDescending(one => one.Item2)];
        return best.Length >= agree ? best[agree - 1] : null;
    }
}
