using Mpa.Imaging;
using SkiaSharp;

namespace Mpa.DemoWorld.Tests;

public sealed class ChartRendererTests
{
    [Theory]
    [InlineData(ChartKind.Bar)]
    [InlineData(ChartKind.HorizontalBar)]
    [InlineData(ChartKind.Line)]
    [InlineData(ChartKind.Dot)]
    public void The_pixels_tell_every_color_and_value(ChartKind kind)
    {
        for (int at = 0; at < 250; at++)
        {
            ChartSample sample = Sample.Of(at, kind);
            Series[] read = new ChartReader(sample.Image, kind, sample.Chart.Style.Grid).Read();

            Assert.Equal(sample.Chart.Series, read);
        }
    }

    [Fact]
    public void Only_line_charts_join_their_markers()
    {
        ChartSample line = Sample.Of(0, ChartKind.Line, 4, 4);
        ChartSample dot = Sample.Of(0, ChartKind.Dot, 4, 4);

        Assert.InRange(CountPixels(line, line.Chart.Style.Stroke), 20, 500);
        Assert.Equal(0, CountPixels(dot, dot.Chart.Style.Stroke));
    }

    [Fact]
    public void Named_colors_stay_far_apart()
    {
        var distances =
            from one in SeriesColors.Names
            from other in SeriesColors.Names
            where string.CompareOrdinal(one, other) < 0
            select Distance(SeriesColors.Of(one), SeriesColors.Of(other));

        Assert.All(distances, distance => Assert.True(distance > 80, $"distance {distance}"));
    }

    [Fact]
    public void Nothing_but_value_digits_stands_outside_of_the_plot()
    {
        ChartSample sample = Sample.Of(3, ChartKind.Bar);
        Rgb background = sample.Chart.Style.Background;

        Assert.Equal([background], Column(sample, 0).Distinct());
        Assert.Equal([background], Column(sample, 95).Distinct());
    }

    private static IEnumerable<Rgb> Column(ChartSample sample, int x) =>
        Enumerable.Range(0, 96).Select(y => Pixel(sample, (y * 96) + x));

    private static int CountPixels(ChartSample sample, Rgb color) =>
        Enumerable.Range(0, 96 * 96).Count(at => Pixel(sample, at) == color);

    private static Rgb Pixel(ChartSample sample, int at)
    {
        byte[] pixels = sample.Image.Pixels;
        return new Rgb(pixels[at * 3], pixels[(at * 3) + 1], pixels[(at * 3) + 2]);
    }

    private static double Distance(Rgb one, Rgb other) =>
        Math.Sqrt(Math.Pow(one.R - other.R, 2) + Math.Pow(one.G - other.G, 2) + Math.Pow(one.B - other.B, 2));
}

public sealed class PalettePngTests
{
    [Fact]
    public void Another_decoder_reads_the_same_pixels()
    {
        foreach (ChartSample sample in Enumerable.Range(0, 100).Select(at => Sample.Of(at, ChartKinds.All[at % 4])))
        {
            Assert.Equal(sample.Image.Pixels, Decode(PalettePng.Encode(sample.Image)));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(16, 16)]
    public void Odd_widths_and_full_palettes_work(int width, int height)
    {
        RgbImage image = new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(at => (byte)(at / 3))]);

        Assert.Equal(image.Pixels, Decode(PalettePng.Encode(image)));
    }

    [Fact]
    public void More_than_256_colors_are_refused()
    {
        byte[] pixels = [.. Enumerable.Range(0, 257).SelectMany(at => new[] { (byte)at, (byte)(at >> 8), (byte)0 })];
        RgbImage image = new(257, 1, pixels);

        Assert.Throws<ArgumentException>(() => PalettePng.Encode(image));
    }

    [Fact]
    public void Charts_are_small_files()
    {
        IEnumerable<ChartSample> samples = Enumerable.Range(0, 400).Select(at => Sample.Of(at, ChartKinds.All[at % 4]));
        int[] sizes = [.. samples.Select(sample => PalettePng.Encode(sample.Image).Length)];

        Assert.InRange(sizes.Average(), 1, 800);
        Assert.InRange(sizes.Max(), 1, 2000);
    }

    private static byte[] Decode(byte[] file)
    {
        using SKBitmap bitmap = SKBitmap.Decode(file);
        return [.. bitmap.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })];
    }
}
