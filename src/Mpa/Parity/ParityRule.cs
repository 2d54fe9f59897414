using System.Text.Json;

namespace Mpa.Parity;

/// <summary>
/// The paper's rule: keep a pair iff E(teacher's re-answer, pseudo answer) and not E(student's answer, pseudo answer),
/// where E is the task's matcher at its threshold.
/// </summary>
internal static class ParityRule
{
    /// <summary>Decides over one pair.</summary>
    /// <param name="teacherScore">0 to 1 against the pseudo answer; null when the teacher gave no answer.</param>
    /// <param name="studentScore">0 to 1 against the pseudo answer; null when the student gave no answer.</param>
    /// <param name="threshold">A score of at least this is a match.</param>
    public static Verdict Decide(double? teacherScore, double? studentScore, double threshold) =>
        (teacherScore >= threshold, studentScore >= threshold) switch
        {
            _ when teacherScore is null || studentScore is null => Verdict.Unanswered,
            (true, false) => Verdict.Kept,
            (true, true) => Verdict.KnownToBoth,
            (false, false) => Verdict.MissedByBoth,
            (false, true) => Verdict.TeacherInconsistent,
        };

    /// <summary>
    /// The score that decides whether enough of the teacher's answers agree: at least so many match iff the so-many-th
    /// best does. With one answer it is that answer's, which is the paper's rule.
    /// </summary>
    /// <param name="scores">0 to 1 each; null where the teacher gave no answer.</param>
    /// <param name="agree">From 1 to the number of scores.</param>
    /// <returns>Where it stands and what it is; null when fewer answers came than must agree.</returns>
    public static (int Index, double Score)? Agreed(IReadOnlyList<double?> scores, int agree)
    {
        IEnumerable<(int Index, double Score)> given = scores
            .Select((score, index) => (index, score))
            .Where(one => one.score is not null)
            .Select(one => (one.index, one.score!.Value));
        (int Index, double Score)[] best = [.. given.OrderByDescending(one => one.Score)];
        return best.Length >= agree ? best[agree - 1] : null;
    }
}

/// <summary>
/// What the parity rule says of a pair: the four cases of the paper's 2×2 table, and the pair that was not answered.
/// </summary>
public enum Verdict
{
    /// <summary>The teacher repeats its answer and the student misses it: the knowledge gap, kept.</summary>
    Kept,

    /// <summary>Both give the pseudo answer: nothing to learn (may be replayed against forgetting).</summary>
    KnownToBoth,

    /// <summary>Neither gives the pseudo answer: a noisy annotation.</summary>
    MissedByBoth,

    /// <summary>Only the student gives it: the teacher is inconsistent.</summary>
    TeacherInconsistent,

    /// <summary>A model gave no answer, so the rule can't decide.</summary>
    Unanswered,

    /// <summary>The rule keeps it, and a second opinion gives another answer.</summary>
    Disputed,
}

/// <summary>Verdicts as JSON names them, and what they say of each model.</summary>
internal static class Verdicts
{
    /// <summary>"kept", "knownToBoth" and so on.</summary>
    public static string Name(this Verdict verdict) => JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString());

    /// <summary>Whether the teacher repeats its answer.</summary>
    public static bool TeacherRepeats(this Verdict verdict) =>
        verdict is Verdict.Kept or Verdict.KnownToBoth or Verdict.Disputed;

    /// <summary>Whether the student gives the pseudo answer.</summary>
    public static bool StudentGives(this Verdict verdict) =>
        verdict is Verdict.KnownToBoth or Verdict.TeacherInconsistent;
}
