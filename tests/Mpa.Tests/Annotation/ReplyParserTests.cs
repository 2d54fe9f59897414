using FsCheck.Xunit;
using Mpa.Annotation;
using Mpa.Tasks;

namespace Mpa.Tests.Annotation;

public sealed class ReplyParserTests
{
    private static readonly AnswerForm Phrase = AnswerForm.Of(VqaTask.Named("demo"));

    [Theory]
    [InlineData("Question: What is red?\nAnswer: 4")]
    [InlineData("question: What is red?\r\nanswer: 4\r\n")]
    [InlineData("Question: What is red? Answer: 4")]
    [InlineData("**Question:** What is red?\n**Answer:** 4")]
    [InlineData("**Question**: What is red?\n**Answer**: 4")]
    [InlineData("**Question: What is red?**\n**Answer: 4**")]
    [InlineData("*Question:* What is red?\n*Answer:* 4")]
    [InlineData("### Question: What is red?\n### Answer: 4")]
    [InlineData("1. Question: What is red?\n2. Answer: 4")]
    [InlineData("- Question: What is red?\n- Answer: 4.")]
    [InlineData("> Question: What is red?\n> Answer: 4")]
    [InlineData("Question 1: What is red?\nAnswer 1: 4")]
    [InlineData("Q: What is red?\nA: 4")]
    [InlineData("Q1: What is red?\nA1: 4")]
    [InlineData("Q: What is red? A: 4")]
    [InlineData("**Q:** What is red?\n\n**A:** 4")]
    [InlineData("Question:\nWhat is red?\n\nAnswer:\n4")]
    [InlineData("Question: What is\nred?\nAnswer: 4")]
    [InlineData("Question: \"What is red?\"\nAnswer: \"4\"")]
    [InlineData("Here is a pair.\n\nQuestion: What is red?\nAnswer: 4\n\nExplanation: the bar ends at 4.")]
    [InlineData("Question: What is red?\nAnswer: 4\nIt is the third bar.")]
    [InlineData("Answer: 4\nQuestion: What is red?")]
    [InlineData("{\"question\": \"What is red?\", \"answer\": \"4\"}")]
    [InlineData("{\"Question\": \"What is red?\", \"Answer\": 4}")]
    [InlineData("```json\n{\"question\": \"What is red?\", \"answer\": \"4\"}\n```")]
    [InlineData("[{\"q\": \"What is red?\", \"a\": \"4\"}]")]
    [InlineData("{\"pair\": {\"question\": \"What is red?\", \"answer\": \"4\"}}")]
    [InlineData("Sure: {\"question\": \"What is red?\", \"answer\": \"4\"} as asked")]
    [InlineData("\"question\": \"What is red?\"\n\"answer\": \"4\"")]
    [InlineData("What is red?\n4")]
    [InlineData("What is red?\nAnswer: 4")]
    [InlineData("Here is a question and its answer:\n\nWhat is red?\n4")]
    [InlineData("Here is a question and answer:\n\nQuestion: What is red?\nAnswer: 4")]
    [InlineData("Sure! Here is a question: What is red?\nAnswer: 4")]
    [InlineData("Question:\nQuestion: What is red?\nAnswer: 4")]
    [InlineData("Question: What is red?\n4")]
    [InlineData("```\nQuestion: What is red?\nAnswer: 4\n```")]
    [InlineData("<think>Question: Is it blue? Answer: no</think>\nQuestion: What is red?\nAnswer: 4")]
    [InlineData("Question: Is it blue?\nAnswer: no\n</think>\nQuestion: What is red?\nAnswer: 4<|im_end|>")]
    [InlineData("<think>{\"q\": \"a\", \"a\": \"b\"}</think>{\"question\": \"What is red?\", \"answer\": 4}")]
    [InlineData("<answer>{\"question\": \"What is red?\", \"answer\": \"4\"}</answer>")]
    [InlineData("{\"question\": \"What is red?\", \"answer\": \"4\",}")]
    [InlineData("{\n  \"question\": \"What is red?\",\n  \"answer\": \"4\",\n}")]
    [InlineData("{\"question\": \"What is\nred?\", \"answer\": \"4\"}")]
    [InlineData("{\"question\": \"What is red?\", \"answer\": \"4\nIt is\nthe third.\"}")]
    [InlineData("{\"question\": \"What is red?\", \"answer\": \"4\"")]
    [InlineData("```json\n{\"question\": \"What is red?\", \"answer\": \"4\"")]
    [InlineData("```json\n{\"question\": \"What is red?\", \"answer\": \"4\"}\n```\nSee [1] for {colors}.")]
    [InlineData("As [1] and {2} say: {\"question\": \"What is red?\", \"answer\": \"4\"}")]
    [InlineData("{'question': 'What is red?', 'answer': '4'}")]
    [InlineData("{question: \"What is red?\", answer: \"4\"}")]
    [InlineData("{\n  question: \"What is red?\",\n  answer: 4\n}")]
    [InlineData("{\"question\": \"What is red?\"; \"answer\": \"4\"}")]
    [InlineData("{\"question\": \"What is red?\", // the bar\n\"answer\": \"4\"}")]
    [InlineData("{\"question\": \"What is red?\", \"answer\": \"4\"}}")]
    public void A_pair_is_read_however_it_is_dressed(string reply)
    {
        ParsedReply parsed = ReplyParser.Parse(reply, Phrase);

        Assert.Equal(("What is red?", "4"), (parsed.Question, parsed.Answer));
    }

    [Theory]
    [InlineData("Question: Name the airline.\nAnswer: KLM", "Name the airline.", "KLM")]
    [InlineData("Question: 这是什么？\nAnswer: 猫", "这是什么？", "猫")]
    [InlineData("问题：这是什么？\n答案：猫", "这是什么？", "猫")]
    [InlineData("问题：这是什么？答案：猫", "这是什么？", "猫")]
    [InlineData("Question: See red? Then what is it?\nAnswer: 4", "See red? Then what is it?", "4")]
    [InlineData("Question: What is at x.org/?q=1 here?\nAnswer: a page", "What is at x.org/?q=1 here?", "a page")]
    [InlineData("Question: Who?\nAnswer: Floyd Av, since the sign says so", "Who?", "Floyd Av, since the sign says so")]
    [InlineData("Question: Which country?\nAnswer: the U.S.", "Which country?", "the U.S.")]
    [InlineData("Question: How much?\nAnswer: -1.5%", "How much?", "-1.5%")]
    [InlineData("Question: Is vitamin A: good?\nAnswer: Yes", "Is vitamin A: good?", "Yes")]
    [InlineData("Question: How many?\nAnswer: 5.", "How many?", "5")]
    [InlineData("Question: Which answer: yes or no?\nAnswer: no", "Which answer: yes or no?", "no")]
    [InlineData("{\"question\": \"Is it?\", \"answer\": true}", "Is it?", "Yes")]
    [InlineData("Question: In {braces}, what?\nAnswer: [x]", "In {braces}, what?", "[x]")]
    [InlineData("Question: What time?\nAnswer: 10:10", "What time?", "10:10")]
    public void Question_and_answer_stay_as_they_were_written(string reply, string question, string answer)
    {
        ParsedReply parsed = ReplyParser.Parse(reply, Phrase);

        Assert.Equal((question, answer), (parsed.Question, parsed.Answer));
    }

    [Theory]
    [InlineData("Question: One?\nAnswer: 1\nQuestion: Two?\nAnswer: 2")]
    [InlineData("[{\"question\": \"One?\", \"answer\": 1}, {\"question\": \"Two?\", \"answer\": 2}]")]
    public void Of_several_pairs_the_first_is_taken_and_the_row_says_so(string reply) =>
        Assert.Equal(
            ParsedReply.Pair(
                "One?", "1", "the reply holds 2 pairs; the first was taken"), ReplyParser.Parse(reply, Phrase));

    [Theory]
    [InlineData("", "the reply is empty")]
    [InlineData(" \n ", "the reply is empty")]
    [InlineData("I see a chart.", "no answer was found")]
    [InlineData("Question: What?", "no answer was found")]
    [InlineData("Question: What?\nAnswer:", "no answer was found")]
    [InlineData("Question:\nAnswer: 4", "no question was found")]
    [InlineData("Answer: 4", "no question was found")]
    [InlineData("Question: What?\nAnswer: null", "a placeholder stands for the question or the answer")]
    [InlineData(
        "Question: <the question>\nAnswer: <the answer>", "a placeholder stands for the question or the answer")]
    [InlineData("{\"question\": \"What?\"}", "no answer was found")]
    [InlineData("{\"question\": \"What?\", \"answer\": \"4", "no answer was found")]
    [InlineData("{\"question\": \"What?\", \"answer\": 4", "no answer was found")]
    [InlineData("{\"question\": \"What?\", \"answer\": 12,5}", "no answer was found")]
    [InlineData("{\"question\": \"What is \"A\", and why?\", \"answer\": \"4\"}", "no question was found")]
    [InlineData("{\"question\": \"What is \\x?\", \"answer\": \"4\"}", "no question was found")]
    [InlineData("{\"question\": \"What \\ud83d?\", \"answer\": \"4\"}", "no question was found")]
    [InlineData("{'question': 'What's red?', 'answer': '4'}", "no question was found")]
    [InlineData("{\"type\": \"vqa\", \"question\": \"What?\", \"answer\": \"", "no answer was found")]
    [InlineData("<think>9</think>", "the reply is empty")]
    [InlineData("<|im_end|>", "the reply is empty")]
    public void What_is_no_pair_has_a_cause(string reply, string detail) =>
        Assert.Equal(ParsedReply.Unreadable(detail), ReplyParser.Parse(reply, Phrase));

    [Fact]
    public void Thoughts_that_never_end_are_a_cause_of_their_own_and_not_repaired()
    {
        const string reply = "<think>Question: Is it blue? Answer: no";

        Assert.Equal(AnnotationCause.Thinking, ReplyParser.Parse(reply, Phrase).Cause);
        Assert.Null(PairForm.Of(Phrase).Problem(reply));
    }

    [Fact]
    public void What_is_nearly_JSON_and_holds_no_pair_is_repaired() =>
        Assert.Equal(
            "no answer was found", PairForm.Of(Phrase).Problem("{\"question\": \"What?\", \"answer\": \"4"));

    [Property]
    public bool Any_text_gives_a_pair_or_a_cause(string? text)
    {
        ParsedReply parsed = ReplyParser.Parse(text ?? "", Phrase);
        return parsed.IsPair
            ? !string.IsNullOrWhiteSpace(parsed.Question) && !string.IsNullOrWhiteSpace(parsed.Answer)
            : parsed is { Question: null, Answer: null, Detail.Length: > 0 };
    }

    [Property]
    public bool Any_mixture_of_labels_and_marks_gives_a_pair_or_a_cause(byte[] choices)
    {
        string[] parts =
        [
            "Question:", "answer", ":", "\n", "**", "{", "}", "\"", "?", "？", "Q:", "A:", "[", "]", ",", " ", "4",
            "what", "_", "。", "答案：", "\\",
        ];
        ParsedReply parsed = ReplyParser.Parse(
            string.Concat(choices.Select(choice => parts[choice % parts.Length])), Phrase);
        return parsed.IsPair == (parsed is { Question.Length: > 0, Answer.Length: > 0 });
    }

    [Theory]
    [InlineData("Question   **  1 {[ ? a \n - ")]
    [InlineData("Question: \n")]
    [InlineData("   \n")]
    [InlineData("{\"question\": \"")]
    [InlineData("answer: '")]
    public void A_long_reply_is_read_in_good_time(string part)
    {
        string reply = string.Concat(Enumerable.Repeat(part, 50_000));

        Assert.False(ReplyParser.Parse(reply, Phrase).IsPair);
    }
}
