using Mpa.Imaging;
using SkiaSharp;

namespace Mpa.DemoWorld.Tests;

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
        RgbImage image = new(257, 1, [.. Enumerable.Range(0, 257).SelectMany(at => new[] { (byte)at, (byte)(at >> 8), (byte)0 })]);

        Assert.Throws<ArgumentException>(() => PalettePng.Encode(image));
    }

    [Fact]
    public void Charts_are_small_files()
    {
        int[] sizes = [.. Enumerable.Range(0, 400).Select(at => PalettePng.Encode(Sample.Of(at, ChartKinds.All[at % 4]).Image).Length)];

        Assert.InRange(sizes.Average(), 1, 800);
        Assert.InRange(sizes.Max(), 1, 2000);
    }

    private static byte[] Decode(byte[] file)
    {
        using SKBitmap bitmap = SKBitmap.Decode(file);
        return [.. bitmap.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })];
    }
}
