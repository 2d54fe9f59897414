using FsCheck.Xunit;
using Mpa.Replies;

namespace Mpa.Tests.Replies;

public sealed class ReplyMarkupTests
{
    [Theory]
    [InlineData("4")]
    [InlineData(" 4\n")]
    [InlineData("\uFEFF\u200B 4\u200B\n\u2060")]
    [InlineData("\u200B<think>9</think>\uFEFF4<|im_end|>")]
    [InlineData("<think>I count: 9, no, 4.</think>\n4")]
    [InlineData("<think>\n\n</think>\n\n4")]
    [InlineData("I count 9, no, 4.\n</think>\n\n4")]
    [InlineData("<THINK>9</THINK>4")]
    [InlineData("<think type=\"long\">9</think>4")]
    [InlineData("<thinking>9</thinking> 4")]
    [InlineData("<thought>9</thought> 4")]
    [InlineData("<thoughts>9</thoughts> 4")]
    [InlineData("<reasoning>9</reasoning><answer>4</answer>")]
    [InlineData("<think>9</think><answer>\n4\n</answer>")]
    [InlineData("<think>9</think><answer>4")]
    [InlineData("<seed:think>9</seed:think>4")]
    [InlineData("[THINK]9[/THINK]4")]
    [InlineData("◁think▷9◁/think▷4")]
    [InlineData("<|begin_of_thought|>9<|end_of_thought|>\n4")]
    [InlineData("<|START_THINKING|>9<|END_THINKING|><|START_RESPONSE|>4<|END_RESPONSE|>")]
    [InlineData("<|channel|>analysis<|message|>9<|end|><|start|>assistant<|channel|>final<|message|>4<|return|>")]
    [InlineData("<|channel|>final<|message|>4<|return|>")]
    [InlineData("<think>9</think><|begin_of_box|>4<|end_of_box|>")]
    [InlineData("<|channel>thought\n9<channel|>4<turn|>")]
    [InlineData("<|channel>thought\n<channel|>4")]
    [InlineData("<unused94>thought\n9<unused95>4")]
    [InlineData("<|think|>9<|/think|>4")]
    [InlineData("<think>9</ think>4")]
    [InlineData("<think/>\n4")]
    [InlineData("I think. <think>9</think>\n4")]
    [InlineData("<|begin_of_box|>4<|end_of_box|>")]
    [InlineData("<think>a</think>b<think>c</think>4")]
    [InlineData("<think>a <think> b</think> c</think>4")]
    [InlineData("4\n<think>9</think>")]
    [InlineData("4<|im_end|>")]
    [InlineData("4<|im_end|>\n<|endoftext|>")]
    [InlineData("4</s>")]
    [InlineData("4<end_of_utterance>")]
    [InlineData("4<|eot_id|>")]
    [InlineData("4<end_of_turn>\n")]
    [InlineData("4<eos>")]
    [InlineData("4<|end|>")]
    [InlineData("4<｜end▁of▁sentence｜>")]
    [InlineData("4[EOS]")]
    [InlineData("4 [/INST]")]
    [InlineData("4<pad><pad>")]
    [InlineData("4<turn|>\n<|turn>user\nWhat is blue?")]
    [InlineData("4<|some_mark_of_tomorrow|>")]
    [InlineData("4<|im_end|>\n<|im_start|>user\nWhat is blue?<|im_end|>")]
    [InlineData("4<end_of_turn>\n<start_of_turn>user\nWhat is blue?")]
    [InlineData("<|im_start|>assistant\n4<|im_end|>")]
    [InlineData("<|start_header_id|>assistant<|end_header_id|>\n\n4<|eot_id|>")]
    [InlineData("<s>4</s>")]
    public void Thoughts_and_marks_are_taken_off(string reply) => Assert.Equal("4", ReplyMarkup.Strip(reply));

    [Theory]
    [InlineData("<think>I count: 9, no, 4.")]
    [InlineData("Hm.</think><think>I count")]
    [InlineData("\n<thinking>\nI count")]
    [InlineData("◁think▷I count")]
    [InlineData("Let me see. <think> I count")]
    [InlineData("4<think> I count")]
    [InlineData("The answer is <think>\nI count")]
    [InlineData("Sure <think>I count")]
    [InlineData("<|channel>thought\nI count")]
    [InlineData("<|channel|>analysis<|message|>I count")]
    public void Thoughts_that_never_end_are_no_words(string reply) => Assert.Null(ReplyMarkup.Strip(reply));

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("<think>9</think>")]
    [InlineData("9</think>")]
    [InlineData("<|im_end|>")]
    [InlineData("</s></s>")]
    public void A_reply_without_words_is_empty(string reply) => Assert.Equal("", ReplyMarkup.Strip(reply));

    [Theory]
    [InlineData("a < b > c")]
    [InlineData("<html>")]
    [InlineData("What does <think> mean?")]
    [InlineData("What is <think>?")]
    [InlineData("the assistant")]
    [InlineData("5|6")]
    public void Words_that_look_like_marks_stay(string reply) => Assert.Equal(reply, ReplyMarkup.Strip(reply));

    [Property]
    public bool What_was_stripped_stays_as_it_is(byte[] choices)
    {
        string[] parts = ["<think>", "</think>", "4", "\n", "<|im_end|>", "</s>", "<answer>", "</answer>", " ", "a"];
        string reply = string.Concat(choices.Select(choice => parts[choice % parts.Length]));
        return ReplyMarkup.Strip(reply) is not { } words || words.Trim() == words;
    }

    [Theory]
    [InlineData("<think>")]
    [InlineData("</think>")]
    [InlineData("<|im_end|>")]
    [InlineData("<|channel|>analysis<|message|>")]
    [InlineData("\n <think")]
    [InlineData("<answer>")]
    public void A_long_reply_is_read_in_good_time(string part) =>
        ReplyMarkup.Strip(string.Concat(Enumerable.Repeat(part, 20_000)));
}
