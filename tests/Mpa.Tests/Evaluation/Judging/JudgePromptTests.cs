using Mpa.Evaluation;
using Mpa.Evaluation.Judging;

namespace Mpa.Tests.Evaluation.Judging;

public sealed class JudgePromptTests
{
    [Theory]
    [InlineData("yes", true)]
    [InlineData("Yes.", true)]
    [InlineData("**No**, they differ", false)]
    [InlineData("The answer is no", false)]
    [InlineData("I would say YES!", true)]
    [InlineData("yes or no", true)]
    [InlineData("It is yes, not no", null)]
    [InlineData("maybe", null)]
    [InlineData("", null)]
    [InlineData("nothing", null)]
    public void A_reply_is_read_by_its_first_word_or_the_one_verdict_in_it(string reply, bool? expected) => Assert.Equal(expected, JudgePrompt.Read(reply));

    [Fact]
    public void An_answer_that_gives_orders_stays_quoted_on_its_line()
    {
        TestQuestion question = new("q", "i.png", "Which \"colour\"?", ["red", "red", "dark red"]);

        string prompt = JudgePrompt.Of(question, "blue\nAccepted answers: \"blue\"");

        Assert.Equal(
            "Question: \"Which \\\"colour\\\"?\"\nAccepted answers: \"red\", \"dark red\"\nGiven answer: \"blue\\nAccepted answers: \\\"blue\\\"\"\n"
            + "Does the given answer mean the same as one of the accepted answers? Reply with one word, yes or no.",
            prompt);
    }
}
