using System.Text.RegularExpressions;

namespace Mpa.Replies;

/// <summary>
/// Takes off what stands around the words of a reply: thoughts, and the marks of chats. Servers should, but one that
/// was started without a parser of thoughts, or with another model's chat template, hands them on.
/// </summary>
internal static partial class ReplyMarkup
{
    // Tags of thoughts: think (DeepSeek-R1, Qwen3, GLM, MiniMax), seed:think (Seed-OSS), thought (EXAONE),
    // reasoning (LLaVA-CoT) and what prompts ask for.
    private const string Tag = "(?:seed:)?(?:think|thinking|thoughts?|reasoning|reflection|analysis|scratchpad)";

    // ◁think▷ is Kimi's, [THINK] Magistral's, <|begin_of_thought|> Sky-T1's, <|START_THINKING|> Command A's,
    // <unused94> MedGemma's, <|channel> Gemma 4's, <|channel|> gpt-oss's (openai-harmony), whose final channel ends
    // the thoughts.
    private const string Open =
        $@"(?:<{Tag}(?:\s[^<>]{{0,80}})?>|◁think▷|\[THINK\]|<\|(?:begin_of_thought|START_THINKING|think)\|>"
        + @"|<unused94>|<\|channel>|<\|channel\|>(?:analysis|commentary)[^<]{0,80}<\|message\|>)";

    private const string Close =
        $@"(?:</\s?{Tag}\s?>|<{Tag}\s?/>|◁/think▷|\[/THINK\]|<\|(?:end_of_thought|END_THINKING|/think)\|>"
        + @"|<unused95>|<channel\|>|<\|channel\|>final[^<]{0,80}<\|message\|>)";

    // Where a turn ends: ChatML, Llama 2 and 3, Gemma, Idefics3, DeepSeek, Phi, gpt-oss, Cohere, GLM.
    private const string TurnEnd =
        @"(?:<[|｜](?:im_end|endoftext|end_of_text|eot_id|eom_id|end|return|end_of_turn|endofturn|eos|eot|im_start"
        + @"|start_header_id|end▁of▁sentence|END_OF_TURN_TOKEN|END_RESPONSE|user|observation)[|｜]>"
        + @"|</s>|<eos>|<pad>|<end_of_utterance>|<end_of_turn>|<start_of_turn>|<turn\|>|<\|turn>|\[EOS\]"
        + @"|\[/INST\]\s*$)";

    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline;

    /// <summary>The reply's words, without white space around them; null where thoughts begin and never end.</summary>
    public static string? Strip(string reply) => WithoutThoughts(reply) is { } words ? Unwrap(words) : null;

    /// <summary>What follows the last thought; where nothing does, what stands around thoughts.</summary>
    private static string? WithoutThoughts(string reply)
    {
        Match end = LastClose().Match(reply);
        string rest = end.Success ? reply[(end.Index + end.Length)..] : reply;
        if (Begun().IsMatch(rest))
        {
            return null;
        }

        return end.Success && string.IsNullOrWhiteSpace(rest)
            ? UpToClose().Replace(Thoughts().Replace(reply, ""), "")
            : rest;
    }

    private static string Unwrap(string words)
    {
        string text = OuterSpace.Trim(Box().Replace(Begin().Replace(OuterSpace.Trim(words), ""), "$1"));
        Match end = EndOfTurn().Match(text);
        text = OuterSpace.Trim(LastMarks().Replace(end.Success ? text[..end.Index] : text, ""));
        Match answer = AnswerTag().Match(text);
        return answer.Success ? OuterSpace.Trim(answer.Groups[2].Value) : text;
    }

    [GeneratedRegex(Close, Options | RegexOptions.RightToLeft)]
    private static partial Regex LastClose();

    // Where a line or a sentence begins, or right at a word: "What does <think> mean?" names the tag.
    [GeneratedRegex(
        @"(?:^\s*|(?<=[.!?:…]\s{0,4}|\w))" + Open + "|" + Open + @"(?=\w|\s*\n)",
        Options | RegexOptions.Multiline)]
    private static partial Regex Begun();

    [GeneratedRegex(Open + ".*?" + Close, Options)]
    private static partial Regex Thoughts();

    [GeneratedRegex("^.*" + Close, Options)]
    private static partial Regex UpToClose();

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
