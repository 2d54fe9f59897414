namespace Mpa.Statistics;

/// <summary>
/// The 95 % interval of a share by its score test, which has a width even where all observations agree. Source: Wilson
/// 1927, "Probable inference, the law of succession, and statistical inference". Of clusters that are no single
/// questions, and of scores between 0 and 1, it is wider than need be: they vary less than as many yes and no.
/// </summary>
internal static class Wilson
{
    private const double Quantile = 1.959963984540054; // of the normal distribution at 0.975

    /// <summary>Of a mean of scores 0 to 1.</summary>
    /// <param name="share">The mean.</param>
    /// <param name="count">Independent observations, at least 1.</param>
    public static (double Low, double High) Of(double share, int count)
    {
        const double Square = Quantile * Quantile;
        double middle = (share + (Square / (2 * count))) / (1 + (Square / count));
        double spread = Quantile / (1 + (Square / count))
            * Math.Sqrt((share * (1 - share) / count) + (Square / (4.0 * count * count)));
        return (Math.Max(0, Math.Min(share, middle - spread)), Math.Min(1, Math.Max(share, middle + spread)));
    }

    /// <summary>
    /// Of a mean of differences −1 to 1. Where nothing changed, up to the share of changes that could have gone unseen
    /// may have gone either way.
    /// </summary>
    /// <param name="differences">At least one.</param>
    /// <param name="clusters">They come from so many.</param>
    public static (double Low, double High) OfDifference(IReadOnlyCollection<Observation> differences, int clusters)
    {
        if (differences.All(difference => difference.Value == 0))
        {
            double unseen = Of(0, clusters).High;
            return (-unseen, unseen);
        }

        (double low, double high) = Of((1 + differences.Average(difference => difference.Value)) / 2, clusters);
        return ((2 * low) - 1, (2 * high) - 1);
    }
}
