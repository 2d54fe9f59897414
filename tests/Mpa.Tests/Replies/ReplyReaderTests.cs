using Mpa.Models;
using Mpa.Replies;

namespace Mpa.Tests.Replies;

public sealed class ReplyReaderTests
{
    private const string Cut = "thinking: cut after 32 tokens without an answer; raise maxNewTokens, or of a served "
        + "model thinkingTokens, or let it think less (thinking: off)";

    [Theory]
    [InlineData("4", FinishReason.Stop, null, null)]
    [InlineData("", FinishReason.Stop, null, "empty")]
    [InlineData("<think>9</think>", FinishReason.Stop, null, "empty: thoughts or marks only")]
    [InlineData("4 or", FinishReason.Length, null, "truncated: cut after 32 tokens")]
    [InlineData("", FinishReason.Length, null, "truncated: cut after 32 tokens")]
    [InlineData("<think>9", FinishReason.Stop, null, "thinking: its thoughts never end")]
    [InlineData("<think>9", FinishReason.Length, null, Cut)]
    [InlineData("<think>9</think>", FinishReason.Length, null, Cut)]
    [InlineData("<think>9</think>4 or", FinishReason.Length, null, "truncated: cut after 32 tokens")]
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
    [InlineData("<think>9", FinishReason.Length, "", Cut)]
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
        Assert.Equal("**4**</s>", ReplyReader.Read("<think>9</think>\n**4**</s>", ModelRole.Teacher).Raw);
        Assert.Null(ReplyReader.Read("<think>9</think>\n4", ModelRole.Teacher).Raw);
    }

    [Theory]
    [InlineData("<think>9</think>4", null, "9", null)]
    [InlineData("4", "9", "9", null)]
    [InlineData("<think>8</think>4", "9\n", "9\n\n8", null)]
    [InlineData("", "9", "9", "empty: thoughts or marks only")]
    [InlineData("4", null, null, null)]
    public void Thoughts_are_kept_apart_wherever_they_stood(
        string text, string? beside, string? thoughts, string? cause)
    {
        ModelReply reply = new(text, FinishReason.Stop, 9, 32, 0) { Thoughts = beside };

        ReadReply read = ReplyReader.Read(reply, ModelRole.Teacher);

        Assert.Equal((thoughts, cause), (read.Thoughts, read.WhyUnanswered));
        Assert.DoesNotContain("9", read.Text + read.Words);
    }

    [Fact]
    public void A_reply_cut_while_its_server_kept_the_thoughts_apart_was_still_thinking()
    {
        ModelReply reply = new("", FinishReason.Length, 9, 32, 0) { Thoughts = "Let me see" };

        Assert.Equal(Cut, ReplyReader.Read(reply, ModelRole.Teacher).WhyUnanswered);
        Assert.Equal(Cut, ReplyReader.Read(reply, ModelRole.Student).WhyUnanswered);
    }

    [Fact]
    public void Long_thoughts_are_cut_and_never_within_a_letter()
    {
        string thoughts = new string('a', 3999) + "😀😀";

        string? kept = ReplyReader.Read($"<think>{thoughts}</think>4", ModelRole.Teacher).Thoughts;

        Assert.Equal(new string('a', 3999) + "…", kept);
    }
}
