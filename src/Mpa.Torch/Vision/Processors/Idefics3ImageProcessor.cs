using Mpa.Imaging;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// Prepares images for Idefics3 and SmolVLM, equal to the bit to the official processor (transformers 4.49 with Pillow
/// 13): up to three resizes on 8-bit pixels, tiles, then numbers. Images come upright, their EXIF orientation applied.
/// </summary>
internal sealed class Idefics3ImageProcessor : IImageProcessor
{
    private readonly PlanarPixels _pixels;

    /// <summary>Prepares the tables that turn 8-bit values into numbers.</summary>
    public Idefics3ImageProcessor(Idefics3ProcessorConfig config)
    {
        Config = config;
        _pixels = new PlanarPixels(config.Scaling);
    }

    /// <summary>What it follows.</summary>
    public Idefics3ProcessorConfig Config { get; }

    /// <inheritdoc/>
    public ImagePlan Plan(int width, int height)
    {
        ImageGrid grid = Grid(width, height);
        return new ImagePlan(grid, [.. Enumerable.Repeat((Config.TileSize, Config.TileSize), grid.Tiles)]);
    }

    /// <summary>
    /// Cuts an image into tiles, row by row, all of one size; the whole image, made as small as a tile, comes last.
    /// </summary>
    public ImageTiles Process(RgbImage image)
    {
        ImageGrid grid = Grid(image.Width, image.Height);
        foreach (Func<int, int, (int Width, int Height)> size in Sizes())
        {
            image = Resize(image, size(image.Width, image.Height));
        }

        RgbImage whole = Resize(image, (Config.TileSize, Config.TileSize));
        return new ImageTiles(
            grid == ImageGrid.Whole ? [whole] : [.. Crops.Squares(image, Config.TileSize), whole], grid);
    }

    /// <summary>Turns a tile's pixels into numbers.</summary>
    /// <returns>[3, Height, Width]: (float32(value × rescale factor) − mean) / std in float32.</returns>
    public PixelTile Normalize(RgbImage tile) => _pixels.Of(tile);

    private ImageGrid Grid(int width, int height)
    {
        foreach (Func<int, int, (int Width, int Height)> size in Sizes())
        {
            (width, height) = size(width, height);
        }

        int tile = Config.TileSize;
        return Config.SplitImages && (width > tile || height > tile)
            ? new ImageGrid(height / tile, width / tile)
            : ImageGrid.Whole;
    }

    /// <summary>The sizes that an image is brought to, one after the other, before it is cut.</summary>
    private IEnumerable<Func<int, int, (int Width, int Height)>> Sizes()
    {
        if (Config.Resize)
        {
            yield return (width, height) => Idefics3Sizes.Scale(width, height, Config.LongestEdge);
        }

        if (Config.SplitImages)
        {
            yield return (width, height) => Idefics3Sizes.WholeTiles(width, height, Config.TileSize);
        }
    }

    private RgbImage Resize(RgbImage image, (int Width, int Height) size) =>
        PillowResize.Resize(image, size.Width, size.Height, Config.Filter);
}

/// <summary>
/// What preprocessor_config.json says about an Idefics3 or SmolVLM model's images. The values here are the library's
/// defaults.
/// </summary>
internal sealed record Idefics3ProcessorConfig
{
    /// <summary>do_image_splitting: cut a large image into tiles and add the whole, small, after them.</summary>
    public bool SplitImages { get; init; } = true;

    /// <summary>do_resize: bring the longest side to <see cref="LongestEdge"/> first.</summary>
    public bool Resize { get; init; } = true;

    /// <summary>size.longest_edge, in pixels.</summary>
    public int LongestEdge { get; init; } = 4 * 364;

    /// <summary>max_image_size.longest_edge: side of a tile, in pixels.</summary>
    public int TileSize { get; init; } = 364;

    /// <summary>resample, by Pillow's number.</summary>
    public ResampleFilter Filter { get; init; } = ResampleFilter.Lanczos;

    /// <summary>From 8-bit values to numbers.</summary>
    public PixelScaling Scaling { get; init; } = new();

    /// <summary>Reads a processor's file; absent keys take the defaults.</summary>
    /// <exception cref="MpaException">A value can't be used.</exception>
    public static Idefics3ProcessorConfig Read(ConfigReader json)
    {
        Idefics3ProcessorConfig defaults = new();
        return new()
        {
            SplitImages = json.Bool("do_image_splitting", defaults.SplitImages),
            Resize = json.Bool("do_resize", defaults.Resize),
            LongestEdge = Edge(json, "size", defaults.LongestEdge),
            TileSize = Edge(json, "max_image_size", defaults.TileSize),
            Filter = PixelScaling.ReadFilter(json, defaults.Filter),
            Scaling = defaults.Scaling.Read(json),
        };
    }

    private static int Edge(ConfigReader json, string key, int fallback)
    {
        if (!json.Has(key))
        {
            return fallback;
        }

        ConfigReader section = json.Section(key);
        int edge = section.OptionalInt("longest_edge")
            ?? throw section.Wrong("longest_edge", "missing", "a side in pixels");
        return edge > 0 ? edge : throw section.Wrong("longest_edge", edge, "a side of at least 1 pixel");
    }
}
