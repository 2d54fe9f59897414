using Mpa.Imaging;

namespace Mpa.DemoWorld;

/// <summary>Draws a chart on 96×96 pixels.</summary>
public static class ChartRenderer
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
