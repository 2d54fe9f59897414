using Mpa.Imaging;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// Prepares images for Qwen2-VL and Qwen2.5-VL, equal to the bit to the official processor (transformers 4.49 with
/// Pillow 13): one resize on 8-bit pixels, then patches in squares of image tokens.
/// </summary>
internal sealed class Qwen2ImageProcessor : IImageProcessor
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
    public ImagePlan Plan(int width, int height)
    {
        int side = Config.TokenSize;
        (int wide, int high) = Config.Resize
            ? SmartResize.Of(width, height, side, Config.MinPixels, Config.MaxPixels)
            : (width, height);
        return wide % side == 0 && high % side == 0
            ? new ImagePlan(new ImageGrid(high / side, wide / side), [(wide, high)])
            : throw new MpaException(
                $"the image of {wide} × {high} pixels is no whole number of image tokens of {side} pixels, "
                + "and preprocessor_config.json says do_resize false");
    }

    /// <summary>
    /// Brings an image to a size that the model takes: one tile, with its rows and columns of image tokens.
    /// </summary>
    /// <inheritdoc/>
    public ImageTiles Process(RgbImage image)
    {
        ImagePlan plan = Plan(image.Width, image.Height);
        (int width, int height) = plan.Tiles[0];
        RgbImage resized = (width, height) == (image.Width, image.Height)
            ? image
            : PillowResize.Resize(image, width, height, Config.Filter);
        return new ImageTiles([resized], plan.Grid);
    }

    /// <summary>
    /// Turns the pixels into numbers, one row a patch: [patches, channel × frame × y × x], the patches of an image
    /// token one after another.
    /// </summary>
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

/// <summary>
/// What preprocessor_config.json says about a Qwen2-VL or Qwen2.5-VL model's images. The values here are the library's
/// defaults.
/// </summary>
internal sealed record Qwen2ProcessorConfig
{
    // Of a side in pixels or patches, or of frames.
    private const int LargestPatch = 256;

    // Every image is made at least this large: no released model asks for more than a thousandth.
    private const long LargestMinimum = 1L << 24;

    /// <summary>do_resize: bring the image to the size that the bounds allow.</summary>
    public bool Resize { get; init; } = true;

    /// <summary>min_pixels: smallest area of a resized image.</summary>
    public long MinPixels { get; init; } = 56 * 56;

    /// <summary>max_pixels: largest area of a resized image.</summary>
    public long MaxPixels { get; init; } = 28 * 28 * 1280;

    /// <summary>Side of a patch in pixels.</summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Frames in a patch.</summary>
    public int TemporalPatchSize { get; init; } = 2;

    /// <summary>Side of the square of patches that becomes one image token.</summary>
    public int MergeSize { get; init; } = 2;

    /// <summary>resample, by Pillow's number.</summary>
    public ResampleFilter Filter { get; init; } = ResampleFilter.Bicubic;

    /// <summary>From 8-bit values to numbers.</summary>
    public PixelScaling Scaling { get; init; } = new()
    {
        Mean = [0.48145466, 0.4578275, 0.40821073],
        Std = [0.26862954, 0.26130258, 0.27577711],
    };

    /// <summary>Side of an image token in pixels.</summary>
    public int TokenSize => PatchSize * MergeSize;

    /// <summary>The same with other bounds; null leaves one as it is.</summary>
    /// <exception cref="MpaException">The bounds exclude each other.</exception>
    public Qwen2ProcessorConfig Within(int? minPixels, int? maxPixels)
    {
        long least = minPixels ?? MinPixels;
        long most = maxPixels ?? MaxPixels;
        return least <= most
            ? this with { MinPixels = least, MaxPixels = most }
            : throw new MpaException(
                $"minPixels is {least:N0}, but maxPixels is {most:N0}: give both, the smaller one first "
                + "(absent ones are those of preprocessor_config.json).");
    }

    /// <summary>Reads a processor's file; absent keys take the defaults.</summary>
    /// <exception cref="MpaException">A value can't be used.</exception>
    public static Qwen2ProcessorConfig Read(ConfigReader json)
    {
        Qwen2ProcessorConfig defaults = new();

        // Files of newer library versions name the bounds by edges, though they are areas.
        ConfigReader size = json.Section("size");
        Qwen2ProcessorConfig config = new()
        {
            Resize = json.Bool("do_resize", defaults.Resize),
            MinPixels = json.Int("min_pixels", size.Int("shortest_edge", (int)defaults.MinPixels)),
            MaxPixels = json.Int("max_pixels", size.Int("longest_edge", (int)defaults.MaxPixels)),
            PatchSize = json.Count("patch_size", defaults.PatchSize, LargestPatch),
            TemporalPatchSize = json.Count("temporal_patch_size", defaults.TemporalPatchSize, LargestPatch),
            MergeSize = json.Count("merge_size", defaults.MergeSize, LargestPatch),
            Filter = PixelScaling.ReadFilter(json, defaults.Filter),
            Scaling = defaults.Scaling.Read(json),
        };
        long most = Math.Min(config.MaxPixels, LargestMinimum);
        return config.MinPixels >= 0 && config.MinPixels <= most
            ? config
            : throw json.Wrong("min_pixels", config.MinPixels, $"0 to {most} (max_pixels is {config.MaxPixels})");
    }
}
