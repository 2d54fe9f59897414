using System.Security.Cryptography;
using Mpa.Imaging;

namespace Mpa.DemoWorld.Tests;

/// <summary>
/// Reads a chart from its pixels as a person would: finds the named colors, and reads each value off the gridline it
/// stands at. Knows the color of the gridlines, and neither the layout nor the values.
/// </summary>
internal sealed class ChartReader(RgbImage image, ChartKind kind, Rgb grid)
{
    private const int FewestPixels = 5;
    private const int Jitter = 10;
    private static readonly Rgb[] Named = [.. SeriesColors.Names.Select(SeriesColors.Of)];

    /// <summary>The series in the order of their positions.</summary>
    public Series[] Read()
    {
        int[] lines = [.. GridLines()];
        return [.. PixelsByColor()
            .Where(found => found.Pixels.Count >= FewestPixels)
            .OrderBy(found => found.Pixels.Average(pixel => pixel.Across))
            .Select(found => new Series(found.Name, ValueOf(found.Pixels, lines)))];
    }

    /// <summary>
    /// The gridline at the far edge of a bar (its border is another shade, if not of black) or in the middle of a
    /// marker.
    /// </summary>
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
        IEnumerable<int> lines = Enumerable.Range(0, 96).Where(along => CountGrid(along) >= FewestPixels);
        return kind.IsHorizontal() ? lines : lines.Reverse();
    }

    private int CountGrid(int along)
    {
        int count = 0;
        for (int across = 0; across < 96; across++)
        {
            count += At(across, along) == grid ? 1 : 0;
        }

        return count;
    }

    private List<(string Name, List<(int Across, int Along)> Pixels)> PixelsByColor()
    {
        List<(string Name, List<(int, int)> Pixels)> found =
            [.. SeriesColors.Names.Select(name => (name, new List<(int, int)>()))];
        for (int at = 0; at < 96 * 96; at++)
        {
            Rgb pixel = At(at / 96, at % 96);
            int color = Array.FindIndex(Named, named => IsNear(pixel, named));
            if (color >= 0)
            {
                found[color].Pixels.Add((at / 96, at % 96));
            }
        }

        return found;
    }

    private static bool IsNear(Rgb one, Rgb other) =>
        Math.Abs(one.R - other.R) <= Jitter
        && Math.Abs(one.G - other.G) <= Jitter
        && Math.Abs(one.B - other.B) <= Jitter;

    private Rgb At(int across, int along)
    {
        (int x, int y) = kind.IsHorizontal() ? (along, across) : (across, along);
        int at = ((y * 96) + x) * 3;
        return new Rgb(image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }
}

/// <summary>Charts for tests.</summary>
internal static class Sample
{
    public static ChartSample Of(int index, ChartKind kind, int minSeries = 1, int maxSeries = 6, long seed = 11) =>
        new ChartSampler(seed).Sample(index, [kind], minSeries, maxSeries);

    /// <summary>A chart of these contents with the look of some sampled chart.</summary>
    public static Chart With(params (string Color, int Value)[] series)
    {
        Chart chart = Of(0, ChartKind.Bar, series.Length, series.Length).Chart;
        return chart with { Series = [.. series.Select(one => new Series(one.Color, one.Value))] };
    }

    public static string Hash(IEnumerable<ChartSample> samples)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ChartSample sample in samples)
        {
            hash.AppendData(sample.Image.Pixels);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(sample.Chart.Contents));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
