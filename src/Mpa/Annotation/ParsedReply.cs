namespace Mpa.Annotation;

/// <summary>What could be read in a teacher's reply: a pair, or why there is none.</summary>
/// <param name="Question">Null when <paramref name="Cause"/> is set.</param>
/// <param name="Answer">Null when <paramref name="Cause"/> is set.</param>
/// <param name="Cause">Null for a pair, else "unreadable".</param>
/// <param name="Detail">What could not be read; or, for a pair, what else stood in the reply.</param>
internal sealed record ParsedReply(string? Question, string? Answer, string? Cause, string? Detail)
{
    public static ParsedReply Pair(string question, string answer, string? detail = null) => new(question, answer, null, detail);

    public static ParsedReply Unreadable(string detail) => new(null, null, "unreadable", detail);
}
