using Mpa.Evaluation;
using Mpa.Statistics;

namespace Mpa.Reports;

/// <summary>One examinee's judged answers by the metric and by the judge.</summary>
/// <param name="Who">Whose.</param>
/// <param name="Metric">Share that is right by the metric's threshold.</param>
/// <param name="Judge">Share that is right by the judge.</param>
public sealed record JudgedScores(Examinee Who, Interval Metric, Interval Judge);
