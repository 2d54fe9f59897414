using Mpa.Imaging;

namespace Mpa.DemoWorld.Tests;

/// <summary>
/// Reads a chart from its pixels as a person would: finds the named colours, and reads each value off the gridline it stands
/// at. Knows the colour of the gridlines, and neither the layout nor the values.
/// </summary>
internal sealed class ChartReader(RgbImage image, ChartKind kind, Rgb grid)
{
    private const int FewestPixels = 5;
    private const int Jitter = 10;

    /// <summary>The series in the order of their positions.</summary>
    public Series[] Read()
    {
        int[] lines = [.. GridLines()];
        return [.. SeriesColors.Names
            .Select(name => (Name: name, Pixels: PixelsOf(name)))
            .Where(found => found.Pixels.Count >= FewestPixels)
            .OrderBy(found => found.Pixels.Average(pixel => pixel.Across))
            .Select(found => new Series(found.Name, ValueOf(found.Pixels, lines)))];
    }

    /// <summary>The gridline at the far edge of a bar (its border is another shade, if not of black) or in the middle of a marker.</summary>
    private int ValueOf(List<(int Across, int Along)> pixels, int[] lines)
    {
        int first = pixels.Min(pixel => pixel.Along);
        int last = pixels.Max(pixel => pixel.Along);
        int[] ends = kind switch
        {
            ChartKind.Bar => [first, first - 1],
            ChartKind.HorizontalBar => [last, last + 1],
            _ => [(first + last) / 2],
        };
        return Array.FindIndex(lines, ends.Contains) + 1;
    }

    /// <summary>Rows (columns in horizontal kinds) where the grid shows, those of value 1 first.</summary>
    private IEnumerable<int> GridLines()
    {
        IEnumerable<int> lines = Enumerable.Range(0, 96).Where(along => Enumerable.Range(0, 96).Count(across => At(across, along) == grid) >= FewestPixels);
        return kind.IsHorizontal() ? lines : lines.Reverse();
    }

    private List<(int Across, int Along)> PixelsOf(string name) =>
        [.. from across in Enumerable.Range(0, 96)
            from along in Enumerable.Range(0, 96)
            where IsNear(At(across, along), SeriesColors.Of(name))
            select (across, along)];

    private static bool IsNear(Rgb one, Rgb other) =>
        Math.Abs(one.R - other.R) <= Jitter && Math.Abs(one.G - other.G) <= Jitter && Math.Abs(one.B - other.B) <= Jitter;

    private Rgb At(int across, int along)
    {
        (int x, int y) = kind.IsHorizontal() ? (along, across) : (across, along);
        int at = ((y * 96) + x) * 3;
        return new Rgb(image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }
}
