namespace Mpa.Evaluation.Metrics;

/// <summary>A way to say how good an answer is.</summary>
/// <param name="Name">As recipes write it, such as "relaxed".</param>
/// <param name="Score">From an answer and the accepted answers (at least one) to 0..1; throws <see cref="MpaException"/> when there is no accepted answer.</param>
/// <param name="MatchThreshold">A score of at least this counts as right where the parity rule needs yes or no.</param>
/// <param name="Version">Raised when the metric can give another score than before, so that stored scores are made anew and reports can tell them apart.</param>
public sealed record AnswerMetric(string Name, Func<string, IReadOnlyList<string>, double> Score, double MatchThreshold, int Version = 1);
