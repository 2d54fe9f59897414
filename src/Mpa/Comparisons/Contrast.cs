using Mpa.Statistics;

namespace Mpa.Comparisons;

/// <summary>Two runs that differ in their selection rule alone.</summary>
/// <param name="Parity">Name of the run with the method's rule.</param>
/// <param name="Other">Name of the other.</param>
/// <param name="Rule">The other's rule.</param>
/// <param name="Difference">Parity − other, question by question.</param>
/// <param name="Sentence">What that says.</param>
public sealed record Contrast(string Parity, string Other, string Rule, Difference Difference, string Sentence);
