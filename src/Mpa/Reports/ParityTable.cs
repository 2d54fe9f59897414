using Mpa.Parity;

namespace Mpa.Reports;

/// <summary>The paper's 2×2 table: does each model give the pseudo answer when it is asked the pseudo question?</summary>
/// <param name="Kept">Teacher yes, student no: the knowledge gap.</param>
/// <param name="KnownToBoth">Both give it.</param>
/// <param name="MissedByBoth">Neither gives it.</param>
/// <param name="TeacherInconsistent">Only the student gives it.</param>
/// <param name="Unanswered">A model gave no answer, so the pair stands outside the table.</param>
public sealed record ParityTable(int Kept, int KnownToBoth, int MissedByBoth, int TeacherInconsistent, int Unanswered)
{
    /// <summary>Pairs inside the table.</summary>
    public int Judged => Kept + KnownToBoth + MissedByBoth + TeacherInconsistent;

    /// <summary>Counts the verdicts.</summary>
    public static ParityTable Of(IReadOnlyList<ParityExample> pairs)
    {
        Dictionary<Verdict, int> counts = pairs.CountBy(pair => pair.Verdict).ToDictionary();
        return new ParityTable(
            counts.GetValueOrDefault(Verdict.Kept),
            counts.GetValueOrDefault(Verdict.KnownToBoth),
            counts.GetValueOrDefault(Verdict.MissedByBoth),
            counts.GetValueOrDefault(Verdict.TeacherInconsistent),
            counts.GetValueOrDefault(Verdict.Unanswered));
    }
}
