using Mpa.Models;

namespace Mpa.Annotation;

/// <summary>
/// Reads the question and the answer in a teacher's reply, however it was dressed up: labeled lines, markdown, JSON, or
/// a question with its answer on the next line. Of several pairs the first is taken. A question keeps its question
/// mark. Where a released script lost or broke pairs (paper's repository, scripts/PA/PA.py) the tests have a case.
/// </summary>
internal static class ReplyParser
{
    /// <summary>The pair, or the cause why there is none. Never throws.</summary>
    public static ParsedReply Parse(string reply)
    {
        if (string.IsNullOrWhiteSpace(reply))
        {
            return ParsedReply.Unreadable("the reply is empty");
        }

        (string? question, string? answer, string? detail) = JsonReply.Read(reply) ?? LabeledReply.Read(reply);
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
/// <param name="Detail">What could not be read; or, for a pair, what else stood in the reply.</param>
internal sealed record ParsedReply(string? Question, string? Answer, string? Detail)
{
    public bool IsPair => Question is not null;

    public static ParsedReply Pair(string question, string answer, string? detail = null) =>
        new(question, answer, detail);

    public static ParsedReply Unreadable(string detail) => new(null, null, detail);
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
        ReplyParser.Parse(reply) is { IsPair: false } unreadable ? unreadable.Detail : null;
}
