namespace Mpa.DemoWorld;

/// <summary>Where things stand in the image, in pixels from the top left.</summary>
/// <param name="Horizontal">The value axis lies along the bottom.</param>
/// <param name="Left">First column of the plot: the vertical axis.</param>
/// <param name="Top">First row of the plot.</param>
/// <param name="Right">Last column of the plot.</param>
/// <param name="Bottom">Last row of the plot: the horizontal axis.</param>
/// <param name="Count">Number of series.</param>
internal sealed record ChartLayout(bool Horizontal, int Left, int Top, int Right, int Bottom, int Count)
{
    /// <summary>Width and height of the image.</summary>
    public const int Size = 96;

    /// <summary>Pixels a unit of value.</summary>
    public const int Unit = 9;

    private const int Widest = 24;

    public static ChartLayout Of(Chart chart)
    {
        ChartStyle style = chart.Style;
        return chart.Kind.IsHorizontal()
            ? new ChartLayout(true, 4 + style.OffsetX, 1 + style.OffsetY, 88 + style.OffsetX, 84 + style.OffsetY, chart.Series.Count)
            : new ChartLayout(false, 8 + style.OffsetX, 3 + style.OffsetY, 91 + style.OffsetX, 87 + style.OffsetY, chart.Series.Count);
    }

    /// <summary>The row (or column, if horizontal) of a value.</summary>
    public int Along(int value) => Horizontal ? Left + (value * Unit) : Bottom - (value * Unit);

    /// <summary>The column (or row, if horizontal) in the middle of a series' room.</summary>
    public int Across(int series) => Start + (((2 * series) + 1) * Room / (2 * Count));

    /// <summary>Width of a bar that takes this many hundredths of its room.</summary>
    public int BarWidth(int percent) => Math.Min(Widest, Room / Count * percent / 100);

    private int Start => Horizontal ? Top : Left + 1;

    private int Room => Horizontal ? Bottom - Top : Right - Left;
}
