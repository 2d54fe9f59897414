namespace Mpa.Comparisons;

/// <summary>What the parity rule would keep of the first run's pairs with another matcher or threshold, from its answers and without a request.</summary>
/// <param name="Matcher">Name of the metric.</param>
/// <param name="Threshold">A score of at least this is a match.</param>
/// <param name="Repeated">Pairs that the teacher repeats.</param>
/// <param name="Missed">Pairs that the student misses.</param>
/// <param name="Kept">Pairs that the rule keeps.</param>
/// <param name="IsOwn">Whether the run itself used these.</param>
public sealed record ThresholdPoint(string Matcher, double Threshold, int Repeated, int Missed, int Kept, bool IsOwn);
