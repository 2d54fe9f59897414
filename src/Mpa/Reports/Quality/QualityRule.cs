namespace Mpa.Reports.Quality;

/// <summary>A sign that something is wrong with a pair.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Meaning">Why it matters, in a few words.</param>
/// <param name="Breaks">Whether a pair shows it.</param>
internal sealed record QualityRule(string Name, string Meaning, Func<QuotedPair, bool> Breaks);
