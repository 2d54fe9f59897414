namespace Mpa.DemoWorld;

/// <summary>Draws charts at random: a pure function of the seed, the split and what is asked for, the same on every machine.</summary>
public sealed class ChartSampler
{
    /// <summary>The most series a chart has.</summary>
    public const int MaxSeries = 6;

    private const int ChartStream = 1;
    private readonly long _seed;
    private readonly ChartSplit _split;

    /// <summary>Charts of one split.</summary>
    public ChartSampler(long seed, ChartSplit split = ChartSplit.Pretraining)
    {
        _seed = seed;
        _split = split;
    }

    /// <summary>The chart with this index.</summary>
    /// <param name="index">0 or more. Equal arguments give equal pixels; charts of different indexes are independent.</param>
    /// <param name="kinds">The kind is one of these, each as likely.</param>
    /// <param name="minSeries">1 to 6.</param>
    /// <param name="maxSeries"><paramref name="minSeries"/> to 6.</param>
    public ChartSample Sample(long index, IReadOnlyList<ChartKind> kinds, int minSeries, int maxSeries)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfZero(kinds.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(minSeries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSeries, minSeries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxSeries, MaxSeries);
        WorldRandom random = new(_seed, ChartStream + ((int)_split << 8), index);
        ChartKind kind = random.Pick(kinds);
        Series[] series = DrawSeries(random, random.Between(minSeries, maxSeries));
        Chart chart = new(kind, series, StyleSampler.Sample(random, series));
        return new ChartSample(ChartRenderer.Render(chart), chart);
    }

    /// <summary>The split that charts with these contents belong to.</summary>
    public static ChartSplit SplitOf(IReadOnlyList<Series> series)
    {
        ulong hash = 17;
        foreach (Series one in series)
        {
            hash = WorldRandom.Scramble(hash + (ulong)((SeriesColors.IndexOf(one.Color) * 10) + one.Value));
        }

        return (hash & 15) switch { 0 => ChartSplit.Test, <= 3 => ChartSplit.Unlabeled, _ => ChartSplit.Pretraining };
    }

    private Series[] DrawSeries(WorldRandom random, int count)
    {
        Series[] series;
        do
        {
            string[] colors = [.. SeriesColors.Names];
            random.Shuffle(colors);
            series = [.. colors.Take(count).Select(color => new Series(color, random.Between(1, 9)))];
        }
        while (SplitOf(series) != _split);

        return series;
    }
}
