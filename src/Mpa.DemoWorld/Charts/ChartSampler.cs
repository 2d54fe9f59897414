using Mpa.Imaging;

namespace Mpa.DemoWorld;

/// <summary>
/// Draws charts at random: a pure function of the seed, the split and what is asked for, the same on every machine.
/// </summary>
public sealed class ChartSampler
{
    /// <summary>The most series a chart has.</summary>
    public const int MaxSeries = 6;

    private const int ChartStream = 1;
    private readonly long _seed;
    private readonly ChartSplit _split;

    /// <summary>Charts of one split.</summary>
    internal ChartSampler(long seed, ChartSplit split = ChartSplit.Pretraining)
    {
        _seed = seed;
        _split = split;
    }

    /// <summary>The chart with this index.</summary>
    /// <param name="index">0 or more. Equal arguments give equal pixels; charts of different indexes are
    /// independent.</param>
    /// <param name="kinds">The kind is one of these, each as likely.</param>
    /// <param name="minSeries">1 to 6.</param>
    /// <param name="maxSeries"><paramref name="minSeries"/> to 6.</param>
    internal ChartSample Sample(long index, IReadOnlyList<ChartKind> kinds, int minSeries, int maxSeries)
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
    internal static ChartSplit SplitOf(IReadOnlyList<Series> series)
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

/// <summary>A drawn chart and what it shows.</summary>
/// <param name="Image">96×96 pixels.</param>
/// <param name="Chart">The truth about it.</param>
internal sealed record ChartSample(RgbImage Image, Chart Chart);

/// <summary>
/// What a chart is for. The series (colors and values, in order) decide the split by a hash, so that no two splits ever
/// share the contents of a chart, whatever the seeds.
/// </summary>
internal enum ChartSplit
{
    /// <summary>The labeled charts that the bundled models are pretrained on: 12 of 16 contents.</summary>
    Pretraining,

    /// <summary>The demo's unlabeled charts: 3 of 16 contents.</summary>
    Unlabeled,

    /// <summary>The demo's held-out test: 1 of 16 contents.</summary>
    Test,
}

/// <summary>Draws the look of a chart.</summary>
internal static class StyleSampler
{
    private const int ColorJitter = 10;

    public static ChartStyle Sample(WorldRandom random, IReadOnlyList<Series> series)
    {
        int shade = random.Between(226, 250);
        Rgb background = new Rgb((byte)shade, (byte)shade, (byte)shade)
            .Shift(random.Between(-5, 5), random.Between(-5, 5), random.Between(-5, 5));
        Rgb panel = background.Mix(new Rgb(255, 255, 255), random.Between(9, 16));
        int grid = -random.Between(26, 40);
        int ink = random.Between(50, 100);
        int stroke = random.Between(90, 150);

        // In the order of the draws: another order would draw other charts.
        return new ChartStyle(
            Background: background,
            Panel: panel,
            Grid: panel.Shift(grid, grid, grid),
            Ink: new Rgb((byte)ink, (byte)ink, (byte)(ink + 8)),
            Stroke: new Rgb((byte)stroke, (byte)stroke, (byte)(stroke + 8)),
            OffsetX: random.Next(4),
            OffsetY: random.Next(4),
            BarPercent: random.Between(55, 85),
            Marker: (MarkerShape)random.Next(3),
            MarkerRadius: random.Between(4, 5),
            Fills: [.. series.Select(one => Jitter(random, SeriesColors.Of(one.Color)))]);
    }

    private static Rgb Jitter(WorldRandom random, Rgb color) =>
        color.Shift(
            random.Between(-ColorJitter, ColorJitter),
            random.Between(-ColorJitter, ColorJitter),
            random.Between(-ColorJitter, ColorJitter));
}
