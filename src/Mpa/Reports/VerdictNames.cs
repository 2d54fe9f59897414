using Mpa.Parity;

namespace Mpa.Reports;

/// <summary>Verdicts in words.</summary>
internal static class VerdictNames
{
    /// <summary>Lower case, such as "known to both".</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Kept => "kept",
        Verdict.KnownToBoth => "known to both",
        Verdict.MissedByBoth => "missed by both",
        Verdict.TeacherInconsistent => "teacher inconsistent",
        _ => "unanswered",
    };
}
