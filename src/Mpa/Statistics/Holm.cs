namespace Mpa.Statistics;

/// <summary>
/// p-values of several comparisons, corrected so that the chance of any false finding stays what each value says.
/// Source: Holm 1979, "A simple sequentially rejective multiple test procedure".
/// </summary>
internal static class Holm
{
    /// <summary>The corrected values, in the order given: never below the plain ones, never above 1.</summary>
    public static IReadOnlyList<double> Correct(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        double[] corrected = new double[pValues.Count];
        double most = 0;
        foreach ((int rank, int place) in Enumerable.Range(0, pValues.Count).OrderBy(index => pValues[index]).Index())
        {
            most = Math.Max(most, Math.Min(1, pValues[place] * (pValues.Count - rank)));
            corrected[place] = most;
        }

        return corrected;
    }
}
