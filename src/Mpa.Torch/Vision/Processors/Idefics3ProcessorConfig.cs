using Mpa.Imaging;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Vision.Processors;

/// <summary>What preprocessor_config.json says about an Idefics3 or SmolVLM model's images. The values here are the library's defaults.</summary>
public sealed record Idefics3ProcessorConfig
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

    /// <summary>Reads preprocessor_config.json; absent keys take the defaults.</summary>
    /// <exception cref="MpaException">The file can't be read or a value can't be used.</exception>
    public static Idefics3ProcessorConfig Load(string file)
    {
        ConfigReader json = ConfigReader.Open(file);
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
        int edge = section.OptionalInt("longest_edge") ?? throw section.Wrong("longest_edge", "missing", "a side in pixels");
        return edge > 0 ? edge : throw section.Wrong("longest_edge", edge, "a side of at least 1 pixel");
    }
}
