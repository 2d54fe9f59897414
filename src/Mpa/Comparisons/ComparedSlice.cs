using Mpa.Statistics;

namespace Mpa.Comparisons;

/// <summary>One run's score on one part of the test.</summary>
/// <param name="By">What parts the test: "chart kind" or "question kind".</param>
/// <param name="Name">The part.</param>
/// <param name="Score">Null when the run has none.</param>
/// <param name="AgainstFirst">Against the first run, question by question; null for the first.</param>
public sealed record ComparedSlice(string By, string Name, Interval? Score, Difference? AgainstFirst);
