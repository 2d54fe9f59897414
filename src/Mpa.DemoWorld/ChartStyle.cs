namespace Mpa.DemoWorld;

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
public sealed record ChartStyle(
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
