using Mpa.Imaging;

namespace Mpa.DemoWorld;

/// <summary>Draws a chart on 96×96 pixels.</summary>
internal static class ChartRenderer
{
    private const int LineHalfWidth = 6;

    /// <summary>The same chart gives the same pixels on every machine.</summary>
    public static RgbImage Render(Chart chart)
    {
        RgbImage image = new(ChartLayout.Size, ChartLayout.Size);
        Canvas canvas = new(image);
        ChartLayout layout = ChartLayout.Of(chart);
        DrawFrame(canvas, layout, chart.Style);
        if (chart.Kind is ChartKind.Bar or ChartKind.HorizontalBar)
        {
            DrawBars(canvas, layout, chart);
        }
        else
        {
            DrawMarkers(canvas, layout, chart);
        }

        DrawAxis(canvas, layout, chart.Style);
        return image;
    }

    private static void DrawFrame(Canvas canvas, ChartLayout layout, ChartStyle style)
    {
        canvas.Rectangle(0, 0, ChartLayout.Size - 1, ChartLayout.Size - 1, style.Background);
        canvas.Rectangle(layout.Left, layout.Top, layout.Right, layout.Bottom, style.Panel);
        for (int value = 0; value <= 9; value++)
        {
            int along = layout.Along(value);
            if (layout.Horizontal)
            {
                canvas.Rectangle(along, layout.Top, along, layout.Bottom, style.Grid);
                DigitFont.Draw(canvas, value, along - 1, layout.Bottom + 3, style.Ink);
            }
            else
            {
                canvas.Rectangle(layout.Left, along, layout.Right, along, style.Grid);
                DigitFont.Draw(canvas, value, layout.Left - 5, along - 2, style.Ink);
            }
        }
    }

    private static void DrawAxis(Canvas canvas, ChartLayout layout, ChartStyle style)
    {
        if (layout.Horizontal)
        {
            canvas.Rectangle(layout.Left, layout.Top, layout.Left, layout.Bottom, style.Ink);
        }
        else
        {
            canvas.Rectangle(layout.Left, layout.Bottom, layout.Right, layout.Bottom, style.Ink);
        }
    }

    private static void DrawBars(Canvas canvas, ChartLayout layout, Chart chart)
    {
        int width = layout.BarWidth(chart.Style.BarPercent);
        for (int at = 0; at < chart.Series.Count; at++)
        {
            int first = layout.Across(at) - (width / 2);
            int last = first + width - 1;
            int end = layout.Along(chart.Series[at].Value);
            Rgb fill = chart.Style.Fills[at];
            if (layout.Horizontal)
            {
                DrawBar(canvas, (layout.Left + 1, first, end, last), fill);
            }
            else
            {
                DrawBar(canvas, (first, end, last, layout.Bottom - 1), fill);
            }
        }
    }

    private static void DrawBar(Canvas canvas, (int Left, int Top, int Right, int Bottom) box, Rgb fill)
    {
        canvas.Rectangle(box.Left, box.Top, box.Right, box.Bottom, fill.Mix(default, 4));
        canvas.Rectangle(box.Left + 1, box.Top + 1, box.Right - 1, box.Bottom - 1, fill);
    }

    private static void DrawMarkers(Canvas canvas, ChartLayout layout, Chart chart)
    {
        (int X, int Y)[] points = [.. chart.Series.Select((series, at) => layout.Horizontal
            ? (layout.Along(series.Value), layout.Across(at))
            : (layout.Across(at), layout.Along(series.Value)))];
        for (int at = 1; at < points.Length && chart.Kind == ChartKind.Line; at++)
        {
            canvas.Line(points[at - 1], points[at], LineHalfWidth, chart.Style.Stroke);
        }

        for (int at = 0; at < points.Length; at++)
        {
            int radius = (chart.Style.MarkerRadius * Canvas.Fine) + (Canvas.Fine / 2);
            canvas.Marker(chart.Style.Marker, points[at].X, points[at].Y, radius + Canvas.Fine, chart.Style.Panel);
            canvas.Marker(chart.Style.Marker, points[at].X, points[at].Y, radius, chart.Style.Fills[at]);
        }
    }
}

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
            ? At(left: 4, top: 1, right: 88, bottom: 84)
            : At(left: 8, top: 3, right: 91, bottom: 87);

        ChartLayout At(int left, int top, int right, int bottom) => new(
            chart.Kind.IsHorizontal(),
            left + style.OffsetX,
            top + style.OffsetY,
            right + style.OffsetX,
            bottom + style.OffsetY,
            chart.Series.Count);
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

/// <summary>The digits 0 to 9, three pixels wide and five high.</summary>
internal static class DigitFont
{
    public const int Width = 3;
    public const int Height = 5;

    private static readonly string[] Digits =
    [
        "###" + "#.#" + "#.#" + "#.#" + "###",
        ".#." + "##." + ".#." + ".#." + "###",
        "###" + "..#" + "###" + "#.." + "###",
        "###" + "..#" + ".##" + "..#" + "###",
        "#.#" + "#.#" + "###" + "..#" + "..#",
        "###" + "#.." + "###" + "..#" + "###",
        "###" + "#.." + "###" + "#.#" + "###",
        "###" + "..#" + "..#" + ".#." + ".#.",
        "###" + "#.#" + "###" + "#.#" + "###",
        "###" + "#.#" + "###" + "..#" + "###",
    ];

    /// <summary>Draws a digit with its top left corner at the given pixel.</summary>
    public static void Draw(Canvas canvas, int digit, int left, int top, Rgb color)
    {
        for (int at = 0; at < Width * Height; at++)
        {
            if (Digits[digit][at] == '#')
            {
                int x = left + (at % Width);
                int y = top + (at / Width);
                canvas.Rectangle(x, y, x, y, color);
            }
        }
    }
}
