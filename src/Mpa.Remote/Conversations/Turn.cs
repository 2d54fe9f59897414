using Microsoft.Extensions.AI;
using Mpa.Models;
using Mpa.Remote.Failures;
using Mpa.Remote.Http;
using Mpa.Replies;
using OpenAI.Chat;

namespace Mpa.Remote.Conversations;

/// <summary>One reply of a server.</summary>
/// <param name="Text">Raw; of a refusal, its words.</param>
/// <param name="Finish">Why it ended; an error of one that came, and was paid for, with half a character in it.</param>
/// <param name="PromptTokens">Null when the server doesn't count.</param>
/// <param name="ReplyTokens">Guessed where the server doesn't count.</param>
/// <param name="Model">What the server calls itself; empty when it doesn't say.</param>
/// <param name="SystemFingerprint">Of the server's configuration; null when it doesn't say.</param>
internal sealed record Turn(
    string Text, FinishReason Finish, int? PromptTokens, int ReplyTokens, string Model, string? SystemFingerprint)
{
    private const int LettersOfToken = 4;

    /// <summary>What the server gave beside the text; null for none.</summary>
    public string? Thoughts { get; init; }

    /// <summary>
    /// How many of the tokens written were thoughts. Where the server doesn't say, by their share of the letters.
    /// </summary>
    public int ThoughtTokens { get; init; }

    /// <summary>The text as it goes back to the model in a further turn: without thoughts.</summary>
    public string Words => SplitReply.Of(Text).Words;

    /// <summary>Whether the model thought at all.</summary>
    public bool HasThoughts => Thoughts is not null || SplitReply.Of(Text).Thoughts is not null;

    /// <summary>Model and system fingerprint, as far as the server states them; null when it states neither.</summary>
    public string? Reported
    {
        get
        {
            string text = string.Join(
                ' ', new[] { Model, SystemFingerprint }.Where(part => !string.IsNullOrEmpty(part)));
            return text.Length == 0 ? null : text;
        }
    }

    /// <summary>Reads a reply of the client library.</summary>
    public static Turn Read(ChatResponse response)
    {
        ErrorContent? refusal = response.Messages
            .SelectMany(message => message.Contents)
            .OfType<ErrorContent>()
            .FirstOrDefault();
        string text = refusal is null ? response.Text : response.Text + refusal.Message;
        bool whole = !text.Contains(ServerJson.Half, StringComparison.Ordinal);
        string thoughts = string.Concat(response.Messages
            .SelectMany(message => message.Contents)
            .OfType<TextReasoningContent>()
            .Select(content => content.Text));
        ChatCompletion? raw = response.RawRepresentation as ChatCompletion;
        int written = Counted(response.Usage?.OutputTokenCount)
            ?? ((text.Length + thoughts.Length) / LettersOfToken) + 1;
        return new Turn(
            ServerJson.Shown(text),
            !whole ? FinishReason.Error : refusal is null ? FinishOf(response.FinishReason) : FinishReason.Refusal,
            Counted(response.Usage?.InputTokenCount),
            written,
            response.ModelId ?? "",
            raw?.SystemFingerprint)
        {
            Thoughts = thoughts.Length == 0 ? null : thoughts,
            ThoughtTokens = ThoughtTokensOf(
                text, thoughts, written, raw?.Usage?.OutputTokenDetails?.ReasoningTokenCount),
        };
    }

    /// <summary>The same with what a server repeats of the key taken out.</summary>
    public Turn Redacted(Func<string, string> redact) => this with
    {
        Text = redact(Text),
        Thoughts = Thoughts is null ? null : redact(Thoughts),
        Model = redact(Model),
        SystemFingerprint = SystemFingerprint is null ? null : redact(SystemFingerprint),
    };

    /// <summary>Makes sure that the model that answers is the one that the recipe means.</summary>
    /// <exception cref="MpaException">The server reports another model or system fingerprint than the recipe
    /// says.</exception>
    public void CheckIdentity(ServerSection section)
    {
        if (section.Options.Reports is { } expected && Model != expected && SystemFingerprint != expected)
        {
            throw new MpaException(
                $"{section.Options.Url} reports {Reported ?? "neither a model nor a system_fingerprint"}, "
                + $"but {section.Key("reports")} is \"{expected}\": another model answers. "
                + "Say the new name there to ask everything anew.");
        }
    }

    private static int ThoughtTokensOf(string text, string beside, int written, int? counted)
    {
        SplitReply split = SplitReply.Of(text);
        double thoughts = beside.Length + (split.Thoughts?.Length ?? 0);
        return counted > 0 ? Math.Min(counted.Value, written)
            : thoughts == 0 ? 0
            : (int)Math.Round(written * thoughts / (thoughts + split.Words.Trim().Length));
    }

    private static int? Counted(long? tokens) => tokens is null or ReplyBody.Uncounted ? null : (int)tokens;

    private static FinishReason FinishOf(Microsoft.Extensions.AI.ChatFinishReason? reason)
    {
        if (reason == Microsoft.Extensions.AI.ChatFinishReason.ContentFilter)
        {
            return FinishReason.Refusal;
        }

        return reason == Microsoft.Extensions.AI.ChatFinishReason.Length ? FinishReason.Length : FinishReason.Stop;
    }
}

/// <summary>Collects the turns of one request.</summary>
/// <param name="guessedPromptTokens">Counted where the server counts none, so that a budget holds there too.</param>
internal sealed class ReplyBuilder(int guessedPromptTokens)
{
    private readonly List<Turn> _turns = [];

    /// <summary>The turn that came last.</summary>
    public Turn Last => _turns[^1];

    /// <summary>Another turn.</summary>
    public void Add(Turn turn) => _turns.Add(turn);

    /// <summary>The reply: the last turn, with the tokens of all.</summary>
    /// <param name="seconds">The request's share of the time.</param>
    public ModelReply Build(double seconds) => new(
        Last.Finish == FinishReason.Error ? "" : Last.Text,
        Last.Finish,
        _turns.Sum(turn => turn.PromptTokens ?? guessedPromptTokens),
        _turns.Sum(turn => turn.ReplyTokens),
        seconds,
        Last.Finish == FinishReason.Error ? $"the reply holds half a character (a lone surrogate): {Last.Text}" : null)
    {
        Earlier = _turns.Count > 1 ? [.. _turns.SkipLast(1).Select(turn => turn.Words)] : null,
        Thoughts = Last.Thoughts,
        ThoughtTokens = _turns.Sum(turn => turn.ThoughtTokens),
        Reported = Last.Reported,
    };

    /// <summary>A reply that says why there is none.</summary>
    public static ModelReply Failed(string error, double seconds = 0) =>
        new("", FinishReason.Error, 0, 0, seconds, error);

    /// <summary>The reply that a failure is: a refusal of the server's filter in its words, else an error.</summary>
    public static ModelReply Of(RequestFailure failure, double seconds) => failure.Kind == FailureKind.Refusal
        ? new ModelReply(failure.Detail, FinishReason.Refusal, 0, 0, seconds)
        : Failed(failure.Sentence, seconds);
}
