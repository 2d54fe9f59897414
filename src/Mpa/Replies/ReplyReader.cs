using System.Globalization;
using System.Text.Json;
using Mpa.Models;

namespace Mpa.Replies;

/// <summary>
/// The one place where a model's reply becomes what it says or a named cause why it says nothing, whatever asked for
/// it: the annotator, the identifier, a test, the judge, or a batch.
/// </summary>
internal static class ReplyReader
{
    /// <summary>What is wrong with a reply whose thoughts begin and never end.</summary>
    public const string EndlessThoughts = "its thoughts never end";

    private const int MostLetters = 4000; // of thoughts kept in a row

    private const string LessThoughts =
        "raise maxNewTokens, or of a served model thinkingTokens, or let it think less (thinking: off)";

    /// <summary>
    /// Reads a reply. A model that is to be taught and rambles until it is cut, or says nothing, has missed the
    /// question, as the paper and the metrics have it; of it only words that never came are a cause.
    /// </summary>
    /// <param name="reply">Of any model.</param>
    /// <param name="role">What the model is in the run.</param>
    public static ReadReply Read(ModelReply reply, ModelRole role)
    {
        SplitReply split = SplitReply.Of(reply.Text);
        string? words = ReplyMarkup.Strip(split);
        string? thoughts = Kept(reply.Thoughts, split.Thoughts);
        bool taught = role is ModelRole.Student or ModelRole.Leveled;
        ReadReply read = (reply.Error, reply.Finish, words) switch
        {
            ({ } error, _, _) => Failed(ReplyCause.Error, error),
            (_, FinishReason.Error, _) => Failed(ReplyCause.Error, "the model gave no reason"),
            (_, FinishReason.Refusal, _) => Failed(ReplyCause.Refused, reply.Text),
            (_, FinishReason.Length, null or "") when thoughts is not null =>
                Failed(ReplyCause.Thinking, $"{CutAfter(reply.ReplyTokens)} without an answer; {LessThoughts}"),
            (_, FinishReason.Length, _) when !taught || string.IsNullOrEmpty(words) =>
                Failed(ReplyCause.Truncated, CutAfter(reply.ReplyTokens)),
            (_, _, null) => Failed(ReplyCause.Thinking, EndlessThoughts),
            (_, _, "") when !taught => Failed(
                ReplyCause.Empty, reply.Text.Length == 0 && thoughts is null ? "" : "thoughts or marks only"),
            _ => new ReadReply(words, null, ""),
        };
        return read with { Words = split.Words == reply.Text ? reply.Text : split.Words.Trim(), Thoughts = thoughts };
    }

    /// <summary>Reads a text that was a whole reply.</summary>
    public static ReadReply Read(string text, ModelRole role) =>
        Read(new ModelReply(text, FinishReason.Stop, 0, 0, 0), role);

    private static ReadReply Failed(ReplyCause cause, string detail) => new("", cause, detail);

    /// <summary>Those that came beside the reply, and those that stood in it.</summary>
    private static string? Kept(string? beside, string? inside)
    {
        string all = string.Join("\n\n", new[] { beside?.Trim(), inside }.Where(text => !string.IsNullOrEmpty(text)));
        return all.Length switch
        {
            0 => null,
            <= MostLetters => all,
            _ => $"{all[..(char.IsHighSurrogate(all[MostLetters - 1]) ? MostLetters - 1 : MostLetters)]}…",
        };
    }

    private static string CutAfter(int tokens) =>
        string.Create(CultureInfo.InvariantCulture, $"cut after {tokens} tokens");
}

/// <summary>What a reply says, or why it says nothing.</summary>
/// <param name="Text">Without thoughts, marks and white space around it; empty with a cause.</param>
/// <param name="Cause">Null for an answer.</param>
/// <param name="Detail">For people; may be empty.</param>
internal sealed record ReadReply(string Text, ReplyCause? Cause, string Detail)
{
    /// <summary>"truncated: cut after 32 tokens"; of an error its own sentence; null for an answer.</summary>
    public string? WhyUnanswered => (Cause, Detail) switch
    {
        (null, _) => null,
        (ReplyCause.Error, _) => Detail,
        (_, "") => Cause.Value.Name(),
        _ => $"{Cause.Value.Name()}: {Detail}",
    };

    /// <summary>The reply without its thoughts, else unchanged.</summary>
    public string Words { get; init; } = "";

    /// <summary>The same where it is more than <see cref="Text"/>; null where it isn't.</summary>
    public string? Raw => Words.Length == 0 || Words == Text ? null : Words;

    /// <summary>What the model thought first, cut where it is long; null without.</summary>
    public string? Thoughts { get; init; }
}

/// <summary>Why a reply says nothing.</summary>
internal enum ReplyCause
{
    /// <summary>There is no reply.</summary>
    Error,

    /// <summary>The model or its server refused to answer.</summary>
    Refused,

    /// <summary>The reply reached the token limit.</summary>
    Truncated,

    /// <summary>The reply came to its end, mostly the token limit, while the model was still thinking.</summary>
    Thinking,

    /// <summary>The reply has no words.</summary>
    Empty,
}

/// <summary>Causes as people name them.</summary>
internal static class ReplyCauses
{
    /// <summary>"error", "refused", "truncated", "thinking" or "empty".</summary>
    public static string Name(this ReplyCause cause) => JsonNamingPolicy.CamelCase.ConvertName(cause.ToString());
}
