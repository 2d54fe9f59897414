namespace Mpa.DemoWorld;

/// <summary>What a chart shows and how it looks.</summary>
/// <param name="Kind">How values are shown.</param>
/// <param name="Series">1 to 6, colors distinct, from the left, or from the top in horizontal kinds.</param>
/// <param name="Style">The look.</param>
public sealed record Chart(ChartKind Kind, IReadOnlyList<Series> Series, ChartStyle Style)
{
    /// <summary>The series in words, "red 4, blue 7": equal for charts with equal contents, whatever their kind and look.</summary>
    public string Contents => string.Join(", ", Series.Select(series => $"{series.Color} {series.Value}"));
}
