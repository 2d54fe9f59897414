namespace Mpa.Statistics;

/// <summary>
/// Confidence intervals by drawing clusters (images) again with replacement. Source: Efron and Tibshirani 1993, "An
/// Introduction to the Bootstrap", chapters 13 (percentile interval) and 8 (units that are drawn together).
/// </summary>
internal static class Bootstrap
{
    /// <summary>Resamples of every interval and p-value.</summary>
    public const int Resamples = 2000;

    /// <summary>Of fewer clusters, and of those that are all equal, the interval is Wilson's.</summary>
    public const int FewClusters = 10;

    /// <summary>The mean of the observations. Throws <see cref="ArgumentException"/> when there are none.</summary>
    /// <param name="observations">Values and the cluster of each, in any order.</param>
    /// <param name="seed">Equal seeds give equal intervals.</param>
    public static Interval Mean(IReadOnlyCollection<Observation> observations, ulong seed = 0)
    {
        Cluster[] clusters = Grouped(observations);
        (double low, double high) = Resampled(clusters, seed) ?? Wilson.Of(MeanOf(clusters), clusters.Length);
        return new Interval(MeanOf(clusters), low, high, observations.Count);
    }

    /// <summary>
    /// The mean of paired differences (after − before), with a p-value. Throws <see cref="ArgumentException"/> when
    /// there are none.
    /// </summary>
    /// <param name="differences">Differences and the cluster of each, in any order.</param>
    /// <param name="seed">Equal seeds give equal figures.</param>
    public static Difference Paired(IReadOnlyCollection<Observation> differences, ulong seed = 0)
    {
        Cluster[] clusters = Grouped(differences);
        (double low, double high) = Resampled(clusters, seed) ?? Wilson.OfDifference(differences, clusters.Length);
        double p = SignFlipPValue(clusters, new SplitMix64(~seed));
        return new Difference(MeanOf(clusters), low, high, p, differences.Count);
    }

    /// <summary>Null where drawing again says nothing of chance: of few clusters, or of equal ones.</summary>
    private static (double Low, double High)? Resampled(Cluster[] clusters, ulong seed)
    {
        if (clusters.Length < FewClusters)
        {
            return null;
        }

        double[] means = ResampledMeans(clusters, new SplitMix64(seed));
        (double low, double high) = (Percentile(means, 0.025), Percentile(means, 0.975));
        return low < high ? (low, high) : null;
    }

    private static Cluster[] Grouped(IReadOnlyCollection<Observation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        return observations.Count > 0
            ? Cluster.Group(observations)
            : throw new ArgumentException("there is nothing to resample", nameof(observations));
    }

    private static double[] ResampledMeans(Cluster[] clusters, SplitMix64 random)
    {
        double[] means = new double[Resamples];
        for (int resample = 0; resample < Resamples; resample++)
        {
            double sum = 0;
            int count = 0;
            for (int draw = 0; draw < clusters.Length; draw++)
            {
                Cluster cluster = clusters[random.Below(clusters.Length)];
                sum += cluster.Sum;
                count += cluster.Count;
            }

            means[resample] = sum / count;
        }

        Array.Sort(means);
        return means;
    }

    // If nothing had changed, each image's summed difference could as well have had the other sign (Fisher's
    // randomization test).
    private static double SignFlipPValue(Cluster[] clusters, SplitMix64 random)
    {
        const double Rounding = 1e-9;
        double observed = Math.Abs(clusters.Sum(cluster => cluster.Sum)) - Rounding;
        int asLarge = 0;
        for (int resample = 0; resample < Resamples; resample++)
        {
            double sum = 0;
            foreach (Cluster cluster in clusters)
            {
                sum += (random.Next() >> 63) == 0 ? cluster.Sum : -cluster.Sum;
            }

            asLarge += Math.Abs(sum) >= observed ? 1 : 0;
        }

        return (asLarge + 1.0) / (Resamples + 1.0);
    }

    private static double MeanOf(Cluster[] clusters) =>
        clusters.Sum(cluster => cluster.Sum) / clusters.Sum(cluster => cluster.Count);

    private static double Percentile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        double above = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return sorted[below] + ((at - below) * (above - sorted[below]));
    }
}

/// <summary>A mean with its 95 % confidence interval.</summary>
/// <param name="Value">The mean; of scores 0 to 1.</param>
/// <param name="Low">2.5th percentile of the resampled means, or Wilson's bound.</param>
/// <param name="High">97.5th percentile of the resampled means, or Wilson's bound.</param>
/// <param name="Count">Observations.</param>
public sealed record Interval(double Value, double Low, double High, int Count);

/// <summary>A mean paired difference, after − before, with its 95 % confidence interval.</summary>
/// <param name="Value">The mean difference; of scores −1 to 1.</param>
/// <param name="Low">2.5th percentile of the resampled differences, or Wilson's bound.</param>
/// <param name="High">97.5th percentile of the resampled differences, or Wilson's bound.</param>
/// <param name="PValue">
/// Two-sided: how often a difference this large comes from chance alone; at least 1 / (1 + resamples).
/// </param>
/// <param name="Count">Pairs of observations.</param>
public sealed record Difference(double Value, double Low, double High, double PValue, int Count);

/// <summary>One measured value and what it shares its chance with.</summary>
/// <param name="Cluster">
/// Observations of one cluster are drawn together: questions about one image are not independent.
/// </param>
/// <param name="Value">What was measured.</param>
internal readonly record struct Observation(string Cluster, double Value);

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
