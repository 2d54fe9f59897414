using System.Text;
using System.Text.Json.Serialization;
using Mpa.Chats;

namespace Mpa.Web.Wire;

/// <summary>A token's score.</summary>
/// <param name="Token">Its text.</param>
/// <param name="Logprob">Natural logarithm of its probability.</param>
/// <param name="Bytes">The text's UTF-8; null for a part of a letter.</param>
/// <param name="TopLogprobs">The likeliest tokens in its place; left out inside this list itself.</param>
internal sealed record TokenLogProbability(
    string Token,
    double Logprob,
    int[]? Bytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<TokenLogProbability>? TopLogprobs)
{
    // The protocol's stand-in for an impossible token: JSON has no −∞.
    private const double Impossible = -9999;

    public static TokenLogProbability Of(TokenScore score) => Bare(score) with { TopLogprobs = [.. score.Top.Select(Bare)] };

    private static TokenLogProbability Bare(TokenScore score) => new(
        score.Text,
        Math.Max(score.LogProbability, Impossible),
        score.Text.Contains('\uFFFD') ? null : [.. Encoding.UTF8.GetBytes(score.Text).Select(b => (int)b)],
        null);
}
