using Mpa.Evaluation;
using Mpa.Models;
using Mpa.Parity;
using Mpa.Runs;

namespace Mpa.Reports;

/// <summary>Verdicts, stages and examinees in the words of reports.</summary>
internal static class Wording
{
    /// <summary>Such as "known to both".</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Kept => "kept",
        Verdict.KnownToBoth => "known to both",
        Verdict.MissedByBoth => "missed by both",
        Verdict.TeacherInconsistent => "teacher inconsistent",
        Verdict.Disputed => "disputed",
        _ => "unanswered",
    };

    /// <summary>Such as "annotate".</summary>
    public static string Of(Stage stage) => stage.ToString().ToLowerInvariant();

    /// <summary>Such as "teacher".</summary>
    public static string Of(ModelRole role) => role.ToString().ToLowerInvariant();

    /// <summary>"student before", "student after" or "teacher".</summary>
    public static string Of(Examinee who) => who == Examinee.Teacher ? who.Name : $"student {who.Name}";

    /// <summary>What a run did with images that its test has too.</summary>
    public static string SharedWithTest(long images) =>
        $"{Figures.Count(images)} unlabeled image(s) hold the bytes of a test image; they were left out of annotation "
            + "and training (0-images.failed.jsonl).";

    /// <summary>With a capital letter at the head of a row.</summary>
    public static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
