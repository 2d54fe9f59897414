namespace Mpa.DemoWorld;

/// <summary>Draws the look of a chart.</summary>
internal static class StyleSampler
{
    private const int ColorJitter = 10;

    public static ChartStyle Sample(WorldRandom random, IReadOnlyList<Series> series)
    {
        int shade = random.Between(226, 250);
        Rgb background = new Rgb((byte)shade, (byte)shade, (byte)shade).Shift(random.Between(-5, 5), random.Between(-5, 5), random.Between(-5, 5));
        Rgb panel = background.Mix(new Rgb(255, 255, 255), random.Between(9, 16));
        int grid = -random.Between(26, 40);
        int ink = random.Between(50, 100);
        int stroke = random.Between(90, 150);
        return new ChartStyle(
            background,
            panel,
            panel.Shift(grid, grid, grid),
            new Rgb((byte)ink, (byte)ink, (byte)(ink + 8)),
            new Rgb((byte)stroke, (byte)stroke, (byte)(stroke + 8)),
            random.Next(4),
            random.Next(4),
            random.Between(55, 85),
            (MarkerShape)random.Next(3),
            random.Between(4, 5),
            [.. series.Select(one => Jitter(random, SeriesColors.Of(one.Color)))]);
    }

    private static Rgb Jitter(WorldRandom random, Rgb color) =>
        color.Shift(
            random.Between(-ColorJitter, ColorJitter),
            random.Between(-ColorJitter, ColorJitter),
            random.Between(-ColorJitter, ColorJitter));
}
