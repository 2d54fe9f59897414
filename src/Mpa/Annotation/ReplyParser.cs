namespace Mpa.Annotation;

/// <summary>
/// Reads the question and the answer in a teacher's reply, however it was dressed up: labeled lines, markdown, JSON, or a
/// question with its answer on the next line. Of several pairs the first is taken. A question keeps its question mark. Where
/// a released script lost or broke pairs (paper's repository, scripts/PA/PA.py) the tests have a case.
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
        return empty ? ParsedReply.Unreadable("a placeholder stands for the question or the answer") : ParsedReply.Pair(question, answer, detail);
    }
}
