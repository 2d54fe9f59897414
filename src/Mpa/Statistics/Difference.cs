namespace Mpa.Statistics;

/// <summary>A mean paired difference, after − before, with its 95 % confidence interval.</summary>
/// <param name="Value">The mean difference; of scores −1 to 1.</param>
/// <param name="Low">2.5th percentile of the resampled differences.</param>
/// <param name="High">97.5th percentile of the resampled differences.</param>
/// <param name="PValue">Two-sided: how often a difference this large comes from chance alone; at least 1 / (1 + resamples).</param>
/// <param name="Count">Pairs of observations.</param>
public sealed record Difference(double Value, double Low, double High, double PValue, int Count);
