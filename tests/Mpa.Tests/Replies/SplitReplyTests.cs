using Mpa.Replies;

namespace Mpa.Tests.Replies;

public sealed class SplitReplyTests
{
    [Theory]
    [InlineData("<think>9, no.</think>\n4", "\n4", "9, no.")]
    [InlineData("9, no.\n</think>\n\n4", "\n\n4", "9, no.")]
    [InlineData("<think>a <think>b</think> c</think>4", "4", "a \nb\n c")]
    [InlineData("<think>a</think>b<think>c</think>4", "4", "a\nb\nc")]
    [InlineData("4\n<think>9</think>", "4\n", "9")]
    [InlineData("[THINK]9[/THINK]4", "4", "9")]
    [InlineData("<think>\n\n</think>\n\n4", "\n\n4", null)]
    [InlineData("What does <think> mean?", "What does <think> mean?", null)]
    [InlineData("4", "4", null)]
    public void Thoughts_are_parted_from_words(string reply, string words, string? thoughts) =>
        Assert.Equal(new SplitReply(words, thoughts, false), SplitReply.Of(reply));

    [Theory]
    [InlineData("<think>I count 9", "I count 9")]
    [InlineData("Sure.</think><think>I count", "Sure.\n\nI count")]
    public void Thoughts_without_an_end_leave_no_words(string reply, string thoughts) =>
        Assert.Equal(new SplitReply("", thoughts, true), SplitReply.Of(reply));
}
