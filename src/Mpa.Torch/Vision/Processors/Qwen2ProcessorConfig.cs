using Mpa.Imaging;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Vision.Processors;

/// <summary>What preprocessor_config.json says about a Qwen2-VL or Qwen2.5-VL model's images. The values here are the library's defaults.</summary>
public sealed record Qwen2ProcessorConfig
{
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
        Qwen2ProcessorConfig bounded = this with { MinPixels = minPixels ?? MinPixels, MaxPixels = maxPixels ?? MaxPixels };
        return bounded.MinPixels <= bounded.MaxPixels
            ? bounded
            : throw new MpaException($"minPixels is {bounded.MinPixels:N0}, but maxPixels is {bounded.MaxPixels:N0}: give both, the smaller one first (absent ones are those of preprocessor_config.json).");
    }

    /// <summary>Reads preprocessor_config.json; absent keys take the defaults.</summary>
    /// <exception cref="MpaException">The file can't be read or a value can't be used.</exception>
    public static Qwen2ProcessorConfig Load(string file)
    {
        ConfigReader json = ConfigReader.Open(file);
        Qwen2ProcessorConfig defaults = new();

        // Files of newer library versions name the bounds by edges, though they are areas.
        ConfigReader size = json.Section("size");
        Qwen2ProcessorConfig config = new()
        {
            Resize = json.Bool("do_resize", defaults.Resize),
            MinPixels = json.Int("min_pixels", size.Int("shortest_edge", (int)defaults.MinPixels)),
            MaxPixels = json.Int("max_pixels", size.Int("longest_edge", (int)defaults.MaxPixels)),
            PatchSize = json.Int("patch_size", defaults.PatchSize),
            TemporalPatchSize = json.Int("temporal_patch_size", defaults.TemporalPatchSize),
            MergeSize = json.Int("merge_size", defaults.MergeSize),
            Filter = PixelScaling.ReadFilter(json, defaults.Filter),
            Scaling = defaults.Scaling.Read(json),
        };
        return config.MinPixels >= 0 && config.MinPixels <= config.MaxPixels
            ? config
            : throw json.Wrong("min_pixels", config.MinPixels, $"0 to max_pixels, {config.MaxPixels}");
    }
}
