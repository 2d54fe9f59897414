using Mpa.Imaging;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// How preprocessor_config.json turns 8-bit values into numbers: (float32(value × rescale factor) − mean) / std in
/// float32.
/// </summary>
internal sealed record PixelScaling
{
    private const int Levels = 256;

    /// <summary>do_rescale: multiply pixels by <see cref="RescaleFactor"/>.</summary>
    public bool Rescale { get; init; } = true;

    /// <summary>Values are divided by 255 in float32, as torchvision's ToTensor does, in place of the factor.</summary>
    public bool Divide { get; init; }

    /// <summary>rescale_factor.</summary>
    public double RescaleFactor { get; init; } = 1.0 / 255;

    /// <summary>do_normalize: subtract <see cref="Mean"/>, divide by <see cref="Std"/>.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>image_mean of red, green, blue.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0.5, 0.5, 0.5];

    /// <summary>image_std of red, green, blue; above 0.</summary>
    public IReadOnlyList<double> Std { get; init; } = [0.5, 0.5, 0.5];

    /// <summary>The number of each 8-bit value: [3][256].</summary>
    public float[][] Tables() => [.. Enumerable.Range(0, 3).Select(Table)];

    /// <summary>Reads the keys of a processor's file; absent ones are those of this record.</summary>
    /// <exception cref="MpaException">A value can't be used.</exception>
    internal PixelScaling Read(ConfigReader json) => new()
    {
        Rescale = json.Bool("do_rescale", Rescale),
        RescaleFactor = json.Double("rescale_factor", RescaleFactor),
        Normalize = json.Bool("do_normalize", Normalize),
        Mean = Channels(json, "image_mean", Mean),
        Std = Positive(json, "image_std", Std),
    };

    /// <summary>resample, by Pillow's number.</summary>
    internal static ResampleFilter ReadFilter(ConfigReader json, ResampleFilter fallback)
    {
        ResampleFilter filter = (ResampleFilter)json.Int("resample", (int)fallback);
        return Enum.IsDefined(filter)
            ? filter
            : throw json.Wrong("resample", (int)filter, "1 (Lanczos), 2 (bilinear) or 3 (bicubic)");
    }

    private static IReadOnlyList<double> Channels(ConfigReader json, string key, IReadOnlyList<double> fallback)
    {
        IReadOnlyList<double> values = json.Numbers(key, fallback);
        return values.Count == 3
            ? values
            : throw json.Wrong(key, $"a list of {values.Count}", "3 numbers, for red, green and blue");
    }

    private static IReadOnlyList<double> Positive(ConfigReader json, string key, IReadOnlyList<double> fallback)
    {
        IReadOnlyList<double> values = Channels(json, key, fallback);
        return values.All(value => value > 0)
            ? values
            : throw json.Wrong(key, $"[{string.Join(", ", values)}]", "numbers above 0");
    }

    private float[] Table(int channel) => [.. Enumerable.Range(0, Levels).Select(value => Number(value, channel))];

    /// <summary>Rounded to float32 at the steps where the official processor rounds.</summary>
    private float Number(int value, int channel)
    {
        float number = Divide ? value / 255f : Rescale ? (float)(value * RescaleFactor) : value;
        return Normalize ? (number - (float)Mean[channel]) / (float)Std[channel] : number;
    }
}
