namespace Mpa.Reports.Quality;

/// <summary>How often a matcher accepts the answer of another pair, drawn at random: matches that prove nothing.</summary>
/// <param name="Matcher">The metric's name.</param>
/// <param name="Rate">0 to 1.</param>
public sealed record ChanceRate(string Matcher, double Rate);
