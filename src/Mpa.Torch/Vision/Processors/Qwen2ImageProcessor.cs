using Mpa.Imaging;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// Prepares images for Qwen2-VL and Qwen2.5-VL, equal to the bit to the official processor (transformers 4.49 with Pillow 13): one resize on
/// 8-bit pixels, then patches in squares of image tokens.
/// </summary>
public sealed class Qwen2ImageProcessor : IImageProcessor
{
    private readonly float[][] _tables;

    /// <summary>Prepares the tables that turn 8-bit values into numbers.</summary>
    public Qwen2ImageProcessor(Qwen2ProcessorConfig config)
    {
        Config = config;
        _tables = config.Scaling.Tables();
    }

    /// <summary>What it follows.</summary>
    public Qwen2ProcessorConfig Config { get; }

    /// <inheritdoc/>
    public ImageGrid Grid(int width, int height)
    {
        int side = Config.TokenSize;
        (int wide, int high) = Config.Resize ? SmartResize.Of(width, height, side, Config.MinPixels, Config.MaxPixels) : (width, height);
        return wide % side == 0 && high % side == 0
            ? new ImageGrid(high / side, wide / side)
            : throw new MpaException($"the image of {wide} × {high} pixels is no whole number of image tokens of {side} pixels, and preprocessor_config.json says do_resize false");
    }

    /// <summary>Brings an image to a size that the model takes: one tile, with its rows and columns of image tokens.</summary>
    /// <inheritdoc/>
    public ImageTiles Process(RgbImage image)
    {
        ImageGrid grid = Grid(image.Width, image.Height);
        (int width, int height) = (grid.Columns * Config.TokenSize, grid.Rows * Config.TokenSize);
        RgbImage resized = (width, height) == (image.Width, image.Height) ? image : PillowResize.Resize(image, width, height, Config.Filter);
        return new ImageTiles([resized], grid);
    }

    /// <summary>Turns the pixels into numbers, one row a patch: [patches, channel × frame × y × x], the patches of an image token one after another.</summary>
    /// <inheritdoc/>
    public PixelTile Normalize(RgbImage tile)
    {
        float[] numbers = new float[3 * Config.TemporalPatchSize * tile.Width * tile.Height];
        int start = 0;
        for (int top = 0; top < tile.Height; top += Config.TokenSize)
        {
            for (int left = 0; left < tile.Width; left += Config.TokenSize)
            {
                for (int patch = 0; patch < Config.MergeSize * Config.MergeSize; patch++)
                {
                    int y = top + (patch / Config.MergeSize * Config.PatchSize);
                    int x = left + (patch % Config.MergeSize * Config.PatchSize);
                    start += WritePatch(tile, x, y, numbers.AsSpan(start));
                }
            }
        }

        return new PixelTile(numbers, tile.Width, tile.Height);
    }

    /// <summary>Writes a patch; gives the count of numbers.</summary>
    private int WritePatch(RgbImage tile, int left, int top, Span<float> target)
    {
        int area = Config.PatchSize * Config.PatchSize;
        int at = 0;
        for (int channel = 0; channel < 3; channel++)
        {
            Span<float> frame = target.Slice(at, area);
            for (int i = 0; i < area; i++)
            {
                int pixel = ((top + (i / Config.PatchSize)) * tile.Width) + left + (i % Config.PatchSize);
                frame[i] = _tables[channel][tile.Pixels[(pixel * 3) + channel]];
            }

            // An image is a film that stands still: every frame of the patch is the same.
            for (int copy = 1; copy < Config.TemporalPatchSize; copy++)
            {
                frame.CopyTo(target[(at + (copy * area))..]);
            }

            at += Config.TemporalPatchSize * area;
        }

        return at;
    }
}
