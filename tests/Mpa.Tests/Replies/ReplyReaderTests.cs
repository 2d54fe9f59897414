using Mpa.Models;
using Mpa.Replies;

namespace Mpa.Tests.Replies;

public sealed class ReplyReaderTests
{
    [Theory]
    [InlineData("4", FinishReason.Stop, null, null)]
    [InlineData("", FinishReason.Stop, null, "empty")]
    [InlineData("<think>9</think>", FinishReason.Stop, null, "empty: thoughts or marks only")]
    [InlineData("4 or", FinishReason.Length, null, "truncated: cut after 32 tokens")]
    [InlineData("", FinishReason.Length, null, "truncated: cut after 32 tokens")]
    [InlineData("<think>9", FinishReason.Stop, null, "truncated: its thoughts never end")]
    [InlineData("<think>9", FinishReason.Length, null, "truncated: cut after 32 tokens")]
    [InlineData("no", FinishReason.Refusal, null, "refused: no")]
    [InlineData("", FinishReason.Refusal, null, "refused")]
    [InlineData("", FinishReason.Error, "HTTP 400: bad image", "HTTP 400: bad image")]
    [InlineData("", FinishReason.Error, null, "the model gave no reason")]
    public void A_teacher_or_judge_gives_an_answer_or_a_named_cause(
        string text, FinishReason finish, string? error, string? expected)
    {
        ModelReply reply = new(text, finish, 9, 32, 0, error);

        Assert.Equal(expected, ReplyReader.Read(reply, ModelRole.Teacher).WhyUnanswered);
        Assert.Equal(expected, ReplyReader.Read(reply, ModelRole.Judge).WhyUnanswered);
    }

    [Theory]
    [InlineData("It is about four and", FinishReason.Length, "It is about four and", null)]
    [InlineData("", FinishReason.Stop, "", null)]
    [InlineData("", FinishReason.Length, "", "truncated: cut after 32 tokens")]
    [InlineData("<think>9", FinishReason.Length, "", "truncated: cut after 32 tokens")]
    [InlineData("<think>9</think>It is", FinishReason.Length, "It is", null)]
    public void A_student_that_rambles_or_says_nothing_has_missed_the_question(
        string text, FinishReason finish, string words, string? cause)
    {
        ReadReply read = ReplyReader.Read(new ModelReply(text, finish, 9, 32, 0), ModelRole.Student);

        Assert.Equal((words, cause), (read.Text, read.WhyUnanswered));
    }

    [Fact]
    public void The_whole_reply_is_kept_where_something_was_taken_off()
    {
        Assert.Null(ReplyReader.Read("4", ModelRole.Teacher).Raw);
        Assert.Equal("4</s>", ReplyReader.Read("4</s>", ModelRole.Teacher).Raw);
        Assert.Equal("<think>9", ReplyReader.Read("<think>9", ModelRole.Teacher).Raw);
    }
}
