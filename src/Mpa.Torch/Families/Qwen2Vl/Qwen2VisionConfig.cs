using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>
/// Shape of the vision tower of Qwen2-VL or Qwen2.5-VL. Absent fields take the library's defaults (transformers 4.49,
/// configuration_qwen2_vl and configuration_qwen2_5_vl).
/// </summary>
/// <param name="Depth">Number of blocks.</param>
/// <param name="HiddenSize">Width of a patch's vector.</param>
/// <param name="IntermediateSize">Width inside the MLP.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Channels">3 for RGB.</param>
/// <param name="PatchSize">Side of a patch in pixels.</param>
/// <param name="TemporalPatchSize">Frames in a patch; an image fills them with copies of itself.</param>
/// <param name="MergeSize">Side of the square of patches that becomes one image token.</param>
/// <param name="OutputSize">Width of an image token.</param>
/// <param name="Windows">Window attention, RMS norms and gated MLPs, as in 2.5; null as in 2.</param>
internal sealed record Qwen2VisionConfig(
    int Depth,
    int HiddenSize,
    int IntermediateSize,
    int Heads,
    int Channels,
    int PatchSize,
    int TemporalPatchSize,
    int MergeSize,
    int OutputSize,
    WindowConfig? Windows)
{
    /// <summary>Of every norm; no configuration file states it.</summary>
    public const double NormEpsilon = 1e-6;

    // Of a side in pixels or patches, or of frames.
    private const int LargestPatch = 256;

    /// <summary>Width of a head.</summary>
    public int HeadDim => HiddenSize / Heads;

    /// <summary>Numbers in a patch.</summary>
    public int PatchValues => Channels * TemporalPatchSize * PatchSize * PatchSize;

    /// <summary>Reads vision_config of Qwen2-VL.</summary>
    public static Qwen2VisionConfig Read2(ConfigReader vision)
    {
        int width = vision.Count("embed_dim", 1280);

        // The ratio is a whole number in every released model; the library cuts it off too.
        int inner = (int)Math.Min(width * vision.Positive("mlp_ratio", 4), int.MaxValue);
        return Read(vision, "quick_gelu", width, inner, vision.Count("hidden_size", 3584), null);
    }

    /// <summary>Reads vision_config of Qwen2.5-VL.</summary>
    public static Qwen2VisionConfig Read25(ConfigReader vision)
    {
        WindowConfig windows = new(
            vision.Count("window_size", 112),
            vision.Has("fullatt_block_indexes") ? vision.Ids("fullatt_block_indexes") : [7, 15, 23, 31]);
        int width = vision.Count("hidden_size", 3584);
        int inner = vision.Count("intermediate_size", 3420);
        return Read(vision, "silu", width, inner, vision.Count("out_hidden_size", 3584), windows);
    }

    private static Qwen2VisionConfig Read(
        ConfigReader vision, string activation, int width, int inner, int output, WindowConfig? windows)
    {
        if (vision.Text("hidden_act", activation) is var given && given != activation)
        {
            throw vision.Wrong("hidden_act", given, $"\"{activation}\", the only one this family has");
        }

        Qwen2VisionConfig config = new(
            Depth: vision.Count("depth", 32, DecoderConfig.MostLayers),
            HiddenSize: width,
            IntermediateSize: inner,
            Heads: vision.Count("num_heads", 16),
            Channels: vision.Int("in_channels", 3),
            PatchSize: vision.Count("patch_size", 14, LargestPatch),
            TemporalPatchSize: vision.Count("temporal_patch_size", 2, LargestPatch),
            MergeSize: vision.Count("spatial_merge_size", 2, LargestPatch),
            OutputSize: output,
            Windows: windows);
        config.Check(vision);
        ConfigReader rope = vision.Section("rope_parameters");
        return rope.Double("rope_theta", VisionLayout.Theta) is var theta and not VisionLayout.Theta
            ? throw rope.Wrong("rope_theta", theta, $"{VisionLayout.Theta}, the only one this family's tower has")
            : config;
    }

    private void Check(ConfigReader vision)
    {
        // Half of a head's angles follow the row, half the column.
        if (HiddenSize % (Heads * 4L) != 0)
        {
            throw vision.Wrong("num_heads", Heads, $"heads whose width {HiddenSize} / {Heads} is a multiple of 4");
        }

        if (Channels != 3)
        {
            throw vision.Wrong("in_channels", Channels, "3, for red, green and blue");
        }

        int side = PatchSize * MergeSize;
        if (Windows is { } windows && windows.Size < side)
        {
            throw vision.Wrong("window_size", windows.Size, $"at least one image token of {side} pixels a side");
        }
    }
}

/// <summary>Window attention of Qwen2.5-VL's vision tower (arXiv 2502.13923, section 2.1).</summary>
/// <param name="Size">Side of a window in pixels.</param>
/// <param name="FullBlocks">Blocks, counted from 0, that look at the whole image.</param>
internal sealed record WindowConfig(int Size, IReadOnlyList<int> FullBlocks);
