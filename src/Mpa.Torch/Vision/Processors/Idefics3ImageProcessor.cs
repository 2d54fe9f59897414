using Mpa.Imaging;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// Prepares images for Idefics3 and SmolVLM, equal to the bit to the official processor (transformers 4.49 with Pillow 13): up to
/// three resizes on 8-bit pixels, tiles, then numbers. It opens files with their EXIF turn applied.
/// </summary>
public sealed class Idefics3ImageProcessor : IImageProcessor
{
    private readonly float[][] _tables;

    /// <summary>Prepares the table that turns 8-bit values into numbers.</summary>
    public Idefics3ImageProcessor(Idefics3ProcessorConfig config)
    {
        Config = config;
        _tables = config.Scaling.Tables();
    }

    /// <summary>What it follows.</summary>
    public Idefics3ProcessorConfig Config { get; }

    /// <summary>Cuts an image into tiles, row by row, all of one size; the whole image, made as small as a tile, comes last.</summary>
    public ImageTiles Process(RgbImage image)
    {
        int tile = Config.TileSize;
        if (Config.Resize)
        {
            image = Resize(image, Idefics3Sizes.Scale(image.Width, image.Height, Config.LongestEdge));
        }

        if (Config.SplitImages)
        {
            image = Resize(image, Idefics3Sizes.WholeTiles(image.Width, image.Height, tile));
        }

        RgbImage whole = Resize(image, (tile, tile));
        return Config.SplitImages && (image.Width > tile || image.Height > tile)
            ? new ImageTiles([.. Cut(image, tile), whole], new ImageGrid(image.Height / tile, image.Width / tile))
            : new ImageTiles([whole], ImageGrid.Whole);
    }

    /// <summary>Turns a tile's pixels into numbers.</summary>
    /// <returns>[3, Height, Width]: (float32(value × rescale factor) − mean) / std in float32.</returns>
    public PixelTile Normalise(RgbImage tile)
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

    private RgbImage Resize(RgbImage image, (int Width, int Height) size) => PillowResize.Resize(image, size.Width, size.Height, Config.Filter);

    private static IEnumerable<RgbImage> Cut(RgbImage image, int tile) =>
        from top in Enumerable.Range(0, image.Height / tile)
        from left in Enumerable.Range(0, image.Width / tile)
        select Crop(image, left * tile, top * tile, tile);

    private static RgbImage Crop(RgbImage image, int left, int top, int side)
    {
        RgbImage crop = new(side, side);
        for (int y = 0; y < side; y++)
        {
            image.Pixels.AsSpan((((top + y) * image.Width) + left) * 3, side * 3).CopyTo(crop.Pixels.AsSpan(y * side * 3));
        }

        return crop;
    }
}
