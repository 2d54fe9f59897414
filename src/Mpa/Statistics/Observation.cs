namespace Mpa.Statistics;

/// <summary>One measured value and what it shares its chance with.</summary>
/// <param name="Cluster">Observations of one cluster are drawn together: questions about one image are not independent.</param>
/// <param name="Value">What was measured.</param>
public readonly record struct Observation(string Cluster, double Value);
