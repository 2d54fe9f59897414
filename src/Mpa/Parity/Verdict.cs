namespace Mpa.Parity;

/// <summary>What the parity rule says of a pair. The four cases of the paper's 2×2 table, and the pair that was not answered.</summary>
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

    /// <summary>A model gave no answer, so the pair cannot be judged.</summary>
    Unanswered,
}
