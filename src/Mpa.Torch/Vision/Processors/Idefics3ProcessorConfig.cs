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

    /// <summary>do_rescale: multiply pixels by <see cref="RescaleFactor"/>.</summary>
    public bool Rescale { get; init; } = true;

    /// <summary>rescale_factor.</summary>
    public double RescaleFactor { get; init; } = 1.0 / 255;

    /// <summary>do_normalize: subtract <see cref="Mean"/>, divide by <see cref="Std"/>.</summary>
    public bool Normalise { get; init; } = true;

    /// <summary>image_mean of red, green, blue.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0.5, 0.5, 0.5];

    /// <summary>image_std of red, green, blue; above 0.</summary>
    public IReadOnlyList<double> Std { get; init; } = [0.5, 0.5, 0.5];

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
            Filter = ReadFilter(json, defaults.Filter),
            Rescale = json.Bool("do_rescale", defaults.Rescale),
            RescaleFactor = json.Double("rescale_factor", defaults.RescaleFactor),
            Normalise = json.Bool("do_normalize", defaults.Normalise),
            Mean = Channels(json, "image_mean", defaults.Mean),
            Std = Positive(json, "image_std", defaults.Std),
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

    private static ResampleFilter ReadFilter(ConfigReader json, ResampleFilter fallback)
    {
        ResampleFilter filter = (ResampleFilter)json.Int("resample", (int)fallback);
        return Enum.IsDefined(filter) ? filter : throw json.Wrong("resample", (int)filter, "1 (Lanczos), 2 (bilinear) or 3 (bicubic)");
    }

    private static IReadOnlyList<double> Channels(ConfigReader json, string key, IReadOnlyList<double> fallback)
    {
        IReadOnlyList<double> values = json.Numbers(key, fallback);
        return values.Count == 3 ? values : throw json.Wrong(key, $"a list of {values.Count}", "3 numbers, for red, green and blue");
    }

    private static IReadOnlyList<double> Positive(ConfigReader json, string key, IReadOnlyList<double> fallback)
    {
        IReadOnlyList<double> values = Channels(json, key, fallback);
        return values.All(value => value > 0) ? values : throw json.Wrong(key, $"[{string.Join(", ", values)}]", "numbers above 0");
    }
}
