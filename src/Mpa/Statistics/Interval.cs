namespace Mpa.Statistics;

/// <summary>A mean with its 95 % confidence interval.</summary>
/// <param name="Value">The mean; of scores 0 to 1.</param>
/// <param name="Low">2.5th percentile of the resampled means.</param>
/// <param name="High">97.5th percentile of the resampled means.</param>
/// <param name="Count">Observations.</param>
public sealed record Interval(double Value, double Low, double High, int Count);
