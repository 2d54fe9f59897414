using Mpa.Models;
using Mpa.Replies;
using Mpa.Tasks;

namespace Mpa.Annotation;

/// <summary>
/// Reads the question and the answer in a teacher's reply, however it was dressed up: labeled lines, markdown, JSON, or
/// a question with its answer on the next line. Of several pairs the first is taken. A question keeps its question
/// mark. Where a released script lost or broke pairs (paper's repository, scripts/PA/PA.py) the tests have a case.
/// </summary>
internal static class ReplyParser
{
    private const int Shown = 60; // letters of an answer that breaks its form

    /// <summary>The pair, or the cause why there is none. Never throws.</summary>
    /// <param name="reply">Of a teacher that was asked for a pair.</param>
    /// <param name="form">What an answer is.</param>
    public static ParsedReply Parse(string reply, AnswerForm form) => Parse(reply, words =>
    {
        (string? question, string? answer, string? detail) =
            JsonReply.Read(words, form.IsStructured) ?? LabeledReply.Read(words);
        return Check(ReplyText.Question(question ?? ""), ReplyText.Answer(answer ?? "", form), form, detail);
    });

    /// <summary>The pair of a question that was given, or the cause why it has no answer. Never throws.</summary>
    /// <param name="question">The user's.</param>
    /// <param name="reply">Of a teacher that was asked it.</param>
    /// <param name="form">What an answer is.</param>
    public static ParsedReply ParseAnswer(string question, string reply, AnswerForm form) =>
        Parse(reply, words => Check(question, ReplyText.Answer(words, form), form, null));

    private static ParsedReply Parse(string reply, Func<string, ParsedReply> read) => ReplyMarkup.Strip(reply) switch
    {
        null => ParsedReply.Failed(AnnotationCause.Thinking, ReplyReader.EndlessThoughts),
        "" => ParsedReply.Unreadable("the reply is empty"),
        { } words => read(words),
    };

    private static string Cut(string text) => text.Length <= Shown ? text : $"{text[..Shown]}…";

    private static ParsedReply Check(string question, string answer, AnswerForm form, string? detail)
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
            : form.Problem(answer) is { } problem
                ? ParsedReply.Unreadable($"the answer \"{Cut(answer)}\" is no {form.Name}: {problem}")
                : ParsedReply.Pair(question, form.Settle(answer), detail);
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
    /// <summary>What the annotator asks for; a reply is as wrong as the parser finds it.</summary>
    /// <param name="answer">What an answer is.</param>
    public static ReplyForm Of(AnswerForm answer) => new("question_and_answer", SchemaOf(answer), reply =>
        ReplyParser.Parse(reply, answer) is { Cause: AnnotationCause.Unreadable } unreadable
            ? unreadable.Detail
            : null);

    private static string SchemaOf(AnswerForm answer) =>
        $$"""
        {"type":"object","properties":{"question":{"type":"string"},"answer":{{answer.Schema.Trim()}}},
        """
        + """
        "required":["question","answer"],"additionalProperties":false}
        """;
}
