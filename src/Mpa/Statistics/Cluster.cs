namespace Mpa.Statistics;

/// <summary>The observations of one cluster, added up.</summary>
internal readonly record struct Cluster(double Sum, int Count)
{
    /// <summary>One entry a cluster, ordered by name so that the order of rows doesn't matter.</summary>
    public static Cluster[] Group(IReadOnlyCollection<Observation> observations) =>
    [
        .. observations
            .GroupBy(observation => observation.Cluster, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Cluster(group.Select(observation => observation.Value).Order().Sum(), group.Count())),
    ];
}
