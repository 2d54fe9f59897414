using Mpa.Imaging;

namespace Mpa.Torch.Vision.Processors;

/// <summary>Turns pixels into numbers, one plane a color, by tables of the 256 levels.</summary>
internal sealed class PlanarPixels(PixelScaling scaling)
{
    private readonly float[][] _tables = scaling.Tables();

    /// <summary>[3, Height, Width].</summary>
    public PixelTile Of(RgbImage tile)
    {
        int area = tile.Width * tile.Height;
        float[] numbers = new float[3 * area];
        for (int channel = 0; channel < 3; channel++)
        {
            float[] table = _tables[channel];
            Span<float> plane = numbers.AsSpan(channel * area, area);
            for (int i = 0; i < plane.Length; i++)
            {
                plane[i] = table[tile.Pixels[(i * 3) + channel]];
            }
        }

        return new PixelTile(numbers, tile.Width, tile.Height);
    }
}

/// <summary>Cuts pieces out of images.</summary>
internal static class Crops
{
    /// <summary>The rectangle of this size whose upper left corner stands there.</summary>
    public static RgbImage Of(RgbImage image, int left, int top, int width, int height)
    {
        RgbImage crop = new(width, height);
        for (int y = 0; y < height; y++)
        {
            int start = (((top + y) * image.Width) + left) * 3;
            image.Pixels.AsSpan(start, width * 3).CopyTo(crop.Pixels.AsSpan(y * width * 3));
        }

        return crop;
    }

    /// <summary>Squares of one side, row by row; the image holds a whole number of them.</summary>
    public static IEnumerable<RgbImage> Squares(RgbImage image, int side) =>
        from top in Enumerable.Range(0, image.Height / side)
        from left in Enumerable.Range(0, image.Width / side)
        select Of(image, left * side, top * side, side, side);
}
