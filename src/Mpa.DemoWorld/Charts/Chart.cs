namespace Mpa.DemoWorld;

/// <summary>What a chart shows and how it looks.</summary>
/// <param name="Kind">How values are shown.</param>
/// <param name="Series">1 to 6, colors distinct, from the left, or from the top in horizontal kinds.</param>
/// <param name="Style">The look.</param>
internal sealed record Chart(ChartKind Kind, IReadOnlyList<Series> Series, ChartStyle Style)
{
    /// <summary>
    /// The series in words, "red 4, blue 7": equal for charts with equal contents, whatever their kind and look.
    /// </summary>
    public string Contents => string.Join(", ", Series.Select(series => $"{series.Color} {series.Value}"));
}

/// <summary>One bar or marker of a chart.</summary>
/// <param name="Color">One of <see cref="SeriesColors.Names"/>.</param>
/// <param name="Value">1 to 9.</param>
internal sealed record Series(string Color, int Value);

/// <summary>How a chart shows its values. <see cref="ChartKinds"/> holds the names used in data files.</summary>
public enum ChartKind
{
    /// <summary>Vertical bars; "bar".</summary>
    Bar,

    /// <summary>Horizontal bars; "hbar".</summary>
    HorizontalBar,

    /// <summary>Markers joined by a line, value upward; "line".</summary>
    Line,

    /// <summary>Unjoined markers, value to the right, one row a series; "dot".</summary>
    Dot,
}

/// <summary>The chart kinds and their names in data files.</summary>
public static class ChartKinds
{
    private static readonly string[] Names = ["bar", "hbar", "line", "dot"];

    /// <summary>Every kind, in the order of the enumeration.</summary>
    public static IReadOnlyList<ChartKind> All { get; } =
    [ChartKind.Bar, ChartKind.HorizontalBar, ChartKind.Line, ChartKind.Dot];

    /// <summary>The name in data files: "bar", "hbar", "line" or "dot".</summary>
    public static string Name(this ChartKind kind) => Names[(int)kind];

    /// <summary>True where the value axis lies along the bottom and series stand one below the other.</summary>
    public static bool IsHorizontal(this ChartKind kind) => kind is ChartKind.HorizontalBar or ChartKind.Dot;

    /// <summary>Reads a name of a data file or recipe.</summary>
    /// <exception cref="MpaException">The name is none of the four.</exception>
    public static ChartKind Parse(string name)
    {
        int index = Array.IndexOf(Names, name);
        return index >= 0
            ? All[index]
            : throw new MpaException(
                $"\"{name}\" is no chart kind of the demo: use one of {string.Join(", ", Names)}.");
    }
}

/// <summary>Everything about a chart's look that no question asks about.</summary>
/// <param name="Background">Around the plot.</param>
/// <param name="Panel">Behind the plot.</param>
/// <param name="Grid">Gridlines, one at each unit.</param>
/// <param name="Ink">Axes and tick digits.</param>
/// <param name="Stroke">The line that joins the markers of a line chart.</param>
/// <param name="OffsetX">Shift of the plot to the right, 0 to 3 pixels.</param>
/// <param name="OffsetY">Shift of the plot downwards, 0 to 3 pixels.</param>
/// <param name="BarPercent">Width of a bar in hundredths of the room a series has.</param>
/// <param name="Marker">Of line and dot charts.</param>
/// <param name="MarkerRadius">In pixels.</param>
/// <param name="Fills">The color of each series as drawn, in the order of the series.</param>
internal sealed record ChartStyle(
    Rgb Background,
    Rgb Panel,
    Rgb Grid,
    Rgb Ink,
    Rgb Stroke,
    int OffsetX,
    int OffsetY,
    int BarPercent,
    MarkerShape Marker,
    int MarkerRadius,
    IReadOnlyList<Rgb> Fills);

/// <summary>The marker of line and dot charts.</summary>
internal enum MarkerShape
{
    /// <summary>A disc.</summary>
    Disc,

    /// <summary>An upright square.</summary>
    Square,

    /// <summary>A square on its corner.</summary>
    Diamond,
}
