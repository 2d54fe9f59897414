namespace Mpa.Reports.Quality;

/// <summary>What a rule found.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Meaning">Why it matters.</param>
/// <param name="Count">Pairs that break it.</param>
/// <param name="Quoted">A few of these, spread over the file.</param>
public sealed record QualityFinding(string Rule, string Meaning, int Count, IReadOnlyList<QuotedPair> Quoted);
