using Mpa.Models;
using Mpa.Replies;

namespace Mpa.Annotation;

/// <summary>
/// Reads the question and the answer in a teacher's reply, however it was dressed up: labeled lines, markdown, JSON, or
/// a question with its answer on the next line. Of several pairs the first is taken. A question keeps its question
/// mark. Where a released script lost or broke pairs (paper's repository, scripts/PA/PA.py) the tests have a case.
/// </summary>
internal static class ReplyParser
{
    /// <summary>The pair, or the cause why there is none. Never throws.</summary>
    public static ParsedReply Parse(string reply) => ReplyMarkup.Strip(reply) switch
    {
        null => ParsedReply.Failed(AnnotationCause.Thinking, ReplyReader.EndlessThoughts),
        "" => ParsedReply.Unreadable("the reply is empty"),
        { } words => ReadPair(words),
    };

    private static ParsedReply ReadPair(string words)
    {
        (string? question, string? answer, string? detail) = JsonReply.Read(words) ?? LabeledReply.Read(words);
        return Check(ReplyText.Question(question ?? ""), ReplyText.Answer(answer ?? ""), detail);
    }

    private static ParsedReply Check(string question, string answer, string? detail)
    {
        if (question.Length == 0)
        {
            return ParsedReply.Unreadable("no question was found");
        }

        if (answer.Length == 0)
        {
            return ParsedReply.Unreadable("no answer was found");
        }

        // "null" is what the released OK-VQA pairs hold in six places; "<the answer>" is our own prompt given back.
        bool empty = answer is "null" or "<the answer>" || question is "null" or "<the question>";
        return empty
            ? ParsedReply.Unreadable("a placeholder stands for the question or the answer")
            : ParsedReply.Pair(question, answer, detail);
    }
}

/// <summary>What could be read in a teacher's reply: a pair, or why there is none.</summary>
/// <param name="Question">Null when there is no pair.</param>
/// <param name="Answer">Null when there is no pair.</param>
/// <param name="Cause">Null for a pair.</param>
/// <param name="Detail">What could not be read; or, for a pair, what else stood in the reply.</param>
internal sealed record ParsedReply(string? Question, string? Answer, AnnotationCause? Cause, string? Detail)
{
    public bool IsPair => Cause is null;

    public static ParsedReply Pair(string question, string answer, string? detail = null) =>
        new(question, answer, null, detail);

    public static ParsedReply Unreadable(string detail) => Failed(AnnotationCause.Unreadable, detail);

    public static ParsedReply Failed(AnnotationCause cause, string detail) => new(null, null, cause, detail);
}

/// <summary>The form of an annotation: one question and its answer.</summary>
internal static class PairForm
{
    private const string Schema =
        """
        {"type":"object","properties":{"question":{"type":"string"},"answer":{"type":"string"}},
        """
        + """
        "required":["question","answer"],"additionalProperties":false}
        """;

    /// <summary>What the annotator asks for; a reply is as wrong as the parser finds it.</summary>
    public static ReplyForm Instance { get; } = new("question_and_answer", Schema, Problem);

    private static string? Problem(string reply) =>
        ReplyParser.Parse(reply) is { Cause: AnnotationCause.Unreadable } unreadable ? unreadable.Detail : null;
}
