using Mpa.Models;

namespace Mpa.Annotation;

/// <summary>The form of an annotation: one question and its answer.</summary>
internal static class PairForm
{
    private const string Schema = """
        {"type":"object","properties":{"question":{"type":"string"},"answer":{"type":"string"}},"required":["question","answer"],"additionalProperties":false}
        """;

    /// <summary>What the annotator asks for; a reply is as wrong as the parser finds it.</summary>
    public static ReplyForm Instance { get; } = new("question_and_answer", Schema.Trim(), Problem);

    private static string? Problem(string reply) => ReplyParser.Parse(reply) is { Cause: not null } unreadable ? unreadable.Detail : null;
}
