using Mpa.Chats;

namespace Mpa.Web.Wire;

/// <summary>Scores of a reply's tokens.</summary>
internal sealed record LogProbabilities(IReadOnlyList<TokenLogProbability> Content, IReadOnlyList<TokenLogProbability>? Refusal)
{
    public static LogProbabilities Of(IEnumerable<TokenScore> scores) => new([.. scores.Select(TokenLogProbability.Of)], null);
}
