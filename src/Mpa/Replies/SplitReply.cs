using System.Text.RegularExpressions;

namespace Mpa.Replies;

/// <summary>
/// A reply parted into its thoughts and the rest. Servers should part them, but one that was started without a parser
/// of thoughts hands on whatever the model writes.
/// </summary>
/// <param name="Words">What is no thought, unchanged; empty where thoughts begin and never end.</param>
/// <param name="Thoughts">Without their tags; null without any.</param>
/// <param name="IsEndless">Whether thoughts begin and never end.</param>
public sealed partial record SplitReply(string Words, string? Thoughts, bool IsEndless)
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

    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline;

    /// <summary>Words are what follows the last thought; where nothing does, what stands around thoughts.</summary>
    /// <param name="reply">As the model wrote it.</param>
    public static SplitReply Of(string reply)
    {
        Match end = LastClose().Match(reply);
        string rest = end.Success ? reply[(end.Index + end.Length)..] : reply;
        if (Begun().IsMatch(rest))
        {
            return new SplitReply("", Untagged(reply), IsEndless: true);
        }

        return !end.Success ? new SplitReply(reply, null, IsEndless: false)
            : string.IsNullOrWhiteSpace(rest) ? OfAround(reply)
            : new SplitReply(rest, Untagged(reply[..end.Index]), IsEndless: false);
    }

    private static SplitReply OfAround(string reply)
    {
        string begun = Whole().Replace(reply, "");
        Match before = UpToClose().Match(begun);
        IEnumerable<string> thoughts = Whole().Matches(reply).Select(thought => thought.Value);
        return new SplitReply(
            before.Success ? begun[before.Length..] : begun,
            Untagged(string.Concat(thoughts.Append(before.Value))),
            IsEndless: false);
    }

    private static string? Untagged(string thoughts) =>
        AnyTag().Replace(thoughts, "\n").Trim() is { Length: > 0 } text ? text : null;

    [GeneratedRegex(Close, Options | RegexOptions.RightToLeft)]
    private static partial Regex LastClose();

    // Where a line or a sentence begins, or right at a word: "What does <think> mean?" names the tag.
    [GeneratedRegex(
        @"(?:^\s*|(?<=[.!?:…]\s{0,4}|\w))" + Open + "|" + Open + @"(?=\w|\s*\n)",
        Options | RegexOptions.Multiline)]
    private static partial Regex Begun();

    [GeneratedRegex(Open + ".*?" + Close, Options)]
    private static partial Regex Whole();

    [GeneratedRegex("^.*" + Close, Options)]
    private static partial Regex UpToClose();

    [GeneratedRegex(Open + "|" + Close, Options)]
    private static partial Regex AnyTag();
}
