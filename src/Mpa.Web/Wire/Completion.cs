using System.Text;
using System.Text.Json.Serialization;
using Mpa.Chats;
using Mpa.Models;

namespace Mpa.Web.Wire;

/// <summary>A whole reply (platform.openai.com/docs/api-reference/chat/object).</summary>
internal sealed record Completion(
    string Id, string Object, long Created, string Model, IReadOnlyList<CompletionChoice> Choices, Usage Usage);

/// <summary>The one reply of a completion.</summary>
internal sealed record CompletionChoice(
    int Index, CompletionMessage Message, LogProbabilities? Logprobs, string FinishReason);

/// <summary>What the model says; local models refuse in words, so <paramref name="Refusal"/> is null.</summary>
internal sealed record CompletionMessage(string Role, string Content, string? Refusal);

/// <summary>Tokens of a request; those of images count in the prompt.</summary>
internal sealed record Usage(int PromptTokens, int CompletionTokens, int TotalTokens)
{
    public static Usage Of(int prompt, int reply) => new(prompt, reply, prompt + reply);
}

/// <summary>The protocol's names of why a reply ended.</summary>
internal static class FinishNames
{
    /// <param name="finish">Of a reply's last piece.</param>
    public static string Of(FinishReason? finish) => finish switch
    {
        FinishReason.Stop => "stop",
        FinishReason.Length => "length",
        _ => throw new InvalidOperationException($"A reply ended with {finish?.ToString() ?? "no reason"}."),
    };
}

/// <summary>A piece of a streamed reply (platform.openai.com/docs/api-reference/chat-streaming).</summary>
internal sealed record CompletionChunk(
    string Id,
    string Object,
    long Created,
    string Model,
    IReadOnlyList<ChunkChoice> Choices,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Usage? Usage = null);

/// <summary>What a chunk adds to the reply; the last one tells why it ended.</summary>
internal sealed record ChunkChoice(int Index, ChunkDelta Delta, LogProbabilities? Logprobs, string? FinishReason);

/// <summary>Added text; the role stands in the first chunk.</summary>
internal sealed record ChunkDelta(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content = null);

/// <summary>Scores of a reply's tokens.</summary>
internal sealed record LogProbabilities(
    IReadOnlyList<TokenLogProbability> Content, IReadOnlyList<TokenLogProbability>? Refusal)
{
    public static LogProbabilities Of(IEnumerable<TokenScore> scores) =>
        new([.. scores.Select(TokenLogProbability.Of)], null);
}

/// <summary>A token's score.</summary>
/// <param name="Token">Its text.</param>
/// <param name="Logprob">Natural logarithm of its probability.</param>
/// <param name="Bytes">The text's UTF-8; null for a part of a letter.</param>
/// <param name="TopLogprobs">The likeliest tokens in its place; left out inside this list itself.</param>
internal sealed record TokenLogProbability(
    string Token,
    double Logprob,
    int[]? Bytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<TokenLogProbability>? TopLogprobs)
{
    // The protocol's stand-in for an impossible token: JSON has no −∞.
    private const double Impossible = -9999;

    public static TokenLogProbability Of(TokenScore score) =>
        Bare(score) with { TopLogprobs = [.. score.Top.Select(Bare)] };

    private static TokenLogProbability Bare(TokenScore score) => new(
        score.Text,
        Math.Max(score.LogProbability, Impossible),
        score.Text.Contains('\uFFFD') ? null : [.. Encoding.UTF8.GetBytes(score.Text).Select(b => (int)b)],
        null);
}
