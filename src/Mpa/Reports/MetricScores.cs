using Mpa.Statistics;

namespace Mpa.Reports;

/// <summary>The same answers by another metric.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Version">Of the metric.</param>
/// <param name="Before">The student as it was.</param>
/// <param name="After">The student after leveling.</param>
/// <param name="Teacher">The teacher.</param>
/// <param name="Difference">After − before; null without both.</param>
public sealed record MetricScores(string Metric, int Version, Interval? Before, Interval? After, Interval? Teacher, Difference? Difference);
