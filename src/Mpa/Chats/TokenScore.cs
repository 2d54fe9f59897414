namespace Mpa.Chats;

/// <summary>How likely the model found a token, before temperature and the other sampling rules.</summary>
/// <param name="Text">The token's text; U+FFFD where it is a part of a letter.</param>
/// <param name="LogProbability">Natural logarithm of the probability.</param>
/// <param name="Top">The likeliest tokens at this place, likeliest first; empty inside this list itself.</param>
public sealed record TokenScore(string Text, double LogProbability, IReadOnlyList<TokenScore> Top);
