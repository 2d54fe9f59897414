using Mpa.Statistics;

namespace Mpa.Reports;

/// <summary>Mean scores on the held-out test with intervals clustered by image; null where there is none.</summary>
/// <param name="Before">The student as it was.</param>
/// <param name="After">The student after leveling.</param>
/// <param name="Teacher">The teacher.</param>
/// <param name="Metric">Name of the metric; null when nothing was scored.</param>
/// <param name="Version">Of the metric; null when nothing was scored.</param>
public sealed record ReportScores(Interval? Before, Interval? After, Interval? Teacher, string? Metric, int? Version);
