using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Vision.Towers;

/// <summary>
/// The towers of Qwen2-VL (arXiv 2409.12191) and Qwen2.5-VL (arXiv 2502.13923). Absent keys take the library's defaults
/// (transformers 4.49, configuration_qwen2_vl and configuration_qwen2_5_vl).
/// </summary>
internal static class QwenTower
{
    // Of a side in pixels or patches, or of frames.
    private const int LargestPatch = 256;

    // Of every norm; no configuration file states it.
    private const double Epsilon = 1e-6;

    /// <summary>Qwen2-VL's, and the width of an image token.</summary>
    public static (VisionConfig Tower, int Output) Read2(ConfigReader vision)
    {
        int width = vision.Count("embed_dim", 1280);

        // The ratio is a whole number in every released model; the library cuts it off too.
        int inner = (int)Math.Min(width * vision.Positive("mlp_ratio", 4), int.MaxValue);
        vision.Require("hidden_act", "quick_gelu");
        MlpConfig mlp = new(inner, MlpKind.Plain, Activation.QuickGelu, Bias: true);
        return (Read(vision, width, mlp, NormKind.Layer, null), vision.Count("hidden_size", 3584));
    }

    /// <summary>Qwen2.5-VL's, and the width of an image token.</summary>
    public static (VisionConfig Tower, int Output) Read25(ConfigReader vision)
    {
        WindowConfig windows = new(
            vision.Count("window_size", 112),
            vision.Has("fullatt_block_indexes") ? vision.Ids("fullatt_block_indexes") : [7, 15, 23, 31]);
        vision.Require("hidden_act", "silu");
        MlpConfig mlp = new(vision.Count("intermediate_size", 3420), Bias: true);
        VisionConfig tower = Read(vision, vision.Count("hidden_size", 3584), mlp, NormKind.Rms, windows);
        return (tower, vision.Count("out_hidden_size", 3584));
    }

    private static VisionConfig Read(
        ConfigReader vision, int width, MlpConfig mlp, NormKind norm, WindowConfig? windows)
    {
        VisionConfig config = new()
        {
            HiddenSize = width,
            Mlp = mlp,
            Layers = vision.Count("depth", 32, DecoderConfig.MostLayers),
            Heads = vision.Count("num_heads", 16),
            PatchSize = vision.Count("patch_size", 14, LargestPatch),
            Frames = vision.Count("temporal_patch_size", 2, LargestPatch),
            MergeSize = vision.Count("spatial_merge_size", 2, LargestPatch),
            Norm = new NormConfig(norm, Epsilon),
            Positions = PositionTable.Rotary,
            PatchBias = false,
            JoinedQueries = true,
            Windows = windows,
        };
        Check(vision, config);
        ConfigReader rope = vision.Section("rope_parameters");
        return rope.Double("rope_theta", VisionLayout.Theta) is var theta and not VisionLayout.Theta
            ? throw rope.Wrong("rope_theta", theta, $"{VisionLayout.Theta}, the only one this family's tower has")
            : config;
    }

    private static void Check(ConfigReader vision, VisionConfig config)
    {
        // Half of a head's angles follow the row, half the column.
        if (config.HiddenSize % (config.Heads * 4L) != 0)
        {
            throw vision.Wrong(
                "num_heads",
                config.Heads,
                $"heads whose width {config.HiddenSize} / {config.Heads} is a multiple of 4");
        }

        if (vision.Int("in_channels", VisionConfig.Channels) is var channels and not VisionConfig.Channels)
        {
            throw vision.Wrong("in_channels", channels, "3, for red, green and blue");
        }

        int side = config.PatchSize * config.MergeSize;
        if (config.Windows is { } windows && windows.Size < side)
        {
            throw vision.Wrong("window_size", windows.Size, $"at least one image token of {side} pixels a side");
        }
    }
}
