namespace Mpa.Statistics;

/// <summary>
/// How fine a before/after test is: which differences of paired scores it can see, and how many questions smaller ones
/// need. Uses the normal approximation with a standard error that is robust to clusters. Sources: Cohen 1988,
/// "Statistical Power Analysis", section 2; Liang and Zeger 1986, "Longitudinal data analysis using generalized linear
/// models" (the sandwich, for a mean); Kish 1965, "Survey Sampling", section 5.4 (design effect).
/// </summary>
/// <param name="StandardError">Of the mean difference, clusters respected; of scores 0 to 1.</param>
/// <param name="DesignEffect">
/// Its variance as a multiple of what independent questions would give; above 1, questions about one image agree.
/// </param>
/// <param name="Questions">Pairs of observations.</param>
/// <param name="Images">Clusters they come from.</param>
internal sealed record Sensitivity(double StandardError, double DesignEffect, int Questions, int Images)
{
    /// <summary>A true difference of <see cref="Detectable"/> is found significant this often.</summary>
    public const double Power = 0.8;

    // Quantiles of the normal distribution: 0.975 for an error of 5 % on two sides, and 0.8 for the power.
    private const double Significant = 1.959963984540054, Found = 0.8416212335729143;

    /// <summary>
    /// The smallest true difference that is found significant (two-sided, 5 %) with that <see cref="Power"/>; of scores
    /// 0 to 1.
    /// </summary>
    public double Detectable => (Significant + Found) * StandardError;

    /// <summary>
    /// Questions that a test of the same kind, with as many to an image, needs to see that difference.
    /// </summary>
    /// <param name="difference">Above 0; of scores 0 to 1.</param>
    public long QuestionsFor(double difference)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(difference);
        return (long)Math.Ceiling(Questions * Math.Pow(Detectable / difference, 2));
    }

    /// <summary>
    /// Of observed differences; null when they say nothing about chance: all equal, or of fewer than two images.
    /// </summary>
    /// <param name="differences">Differences and the cluster of each, in any order.</param>
    public static Sensitivity? Of(IReadOnlyCollection<Observation> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        Cluster[] clusters = Cluster.Group(differences);
        int count = differences.Count;
        if (clusters.Length < 2)
        {
            return null;
        }

        double mean = clusters.Sum(cluster => cluster.Sum) / count;
        double between = clusters.Sum(cluster => Square(cluster.Sum - (cluster.Count * mean)));
        double variance = between * clusters.Length / (clusters.Length - 1) / count / count;
        double squares = differences.Select(difference => Square(difference.Value - mean)).Order().Sum();
        double independent = squares / (count - 1) / count;
        return variance > 0 && independent > 0
            ? new Sensitivity(Math.Sqrt(variance), variance / independent, count, clusters.Length)
            : null;
    }

    private static double Square(double value) => value * value;
}
