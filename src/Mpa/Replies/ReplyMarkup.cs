using System.Text.RegularExpressions;

namespace Mpa.Replies;

/// <summary>
/// Takes off what stands around the words of a reply: thoughts, and the marks of chats. Servers should, but one that
/// was started with another model's chat template hands them on.
/// </summary>
internal static partial class ReplyMarkup
{
    // Where a turn ends: ChatML, Llama 2 and 3, Gemma, Idefics3, DeepSeek, Phi, gpt-oss, Cohere, GLM.
    private const string TurnEnd =
        @"(?:<[|｜](?:im_end|endoftext|end_of_text|eot_id|eom_id|end|return|end_of_turn|endofturn|eos|eot|im_start"
        + @"|start_header_id|end▁of▁sentence|END_OF_TURN_TOKEN|END_RESPONSE|user|observation)[|｜]>"
        + @"|</s>|<eos>|<pad>|<end_of_utterance>|<end_of_turn>|<start_of_turn>|<turn\|>|<\|turn>|\[EOS\]"
        + @"|\[/INST\]\s*$)";

    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline;

    /// <summary>The reply's words, without white space around them; null where thoughts begin and never end.</summary>
    public static string? Strip(string reply) => Strip(SplitReply.Of(reply));

    /// <summary>The same of a reply whose thoughts are taken off.</summary>
    public static string? Strip(SplitReply reply) => reply.IsEndless ? null : Unwrap(reply.Words);

    private static string Unwrap(string words)
    {
        string text = OuterSpace.Trim(Box().Replace(Begin().Replace(OuterSpace.Trim(words), ""), "$1"));
        Match end = EndOfTurn().Match(text);
        text = OuterSpace.Trim(LastMarks().Replace(end.Success ? text[..end.Index] : text, ""));
        Match answer = AnswerTag().Match(text);
        return answer.Success ? OuterSpace.Trim(answer.Groups[2].Value) : text;
    }

    [GeneratedRegex(
        @"^(?:\s*(?:<[|｜](?!begin_of_box)[^<>|｜\s]{1,40}[|｜]>|<s>|<bos>|<start_of_turn>|\[/INST\])"
        + @"(?:\s*(?:assistant|model)\b(?=\s*[\n<]))?)+",
        Options)]
    private static partial Regex Begin();

    // GLM-4.1V puts its answer into a box.
    [GeneratedRegex(@"<\|begin_of_box\|>(.*?)<\|end_of_box\|>", Options)]
    private static partial Regex Box();

    [GeneratedRegex(TurnEnd, Options)]
    private static partial Regex EndOfTurn();

    [GeneratedRegex(@"(?:\s*<[|｜][^<>|｜\s]{1,40}[|｜]>)+\s*$", Options)]
    private static partial Regex LastMarks();

    [GeneratedRegex(@"^<(answer|conclusion|final_answer|response)>(.*?)(?:</\1>\s*|$)$", Options)]
    private static partial Regex AnswerTag();
}
