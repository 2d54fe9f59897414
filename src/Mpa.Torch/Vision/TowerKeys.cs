using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Vision;

/// <summary>What the readers of vision towers share.</summary>
internal static class TowerKeys
{
    /// <summary>The configuration, when its numbers fit one another.</summary>
    /// <exception cref="MpaException">They don't.</exception>
    public static VisionConfig Checked(ConfigReader vision, VisionConfig config)
    {
        if (config.HiddenSize % config.Heads != 0)
        {
            throw vision.Wrong("num_attention_heads", config.Heads, $"a divisor of hidden_size {config.HiddenSize}");
        }

        if (config.PatchSize > config.ImageSize)
        {
            throw vision.Wrong("patch_size", config.PatchSize, $"image_size, {config.ImageSize}, at most");
        }

        return vision.Int("num_channels", VisionConfig.Channels) is var channels and not VisionConfig.Channels
            ? throw vision.Wrong("num_channels", channels, "3, for red, green and blue")
            : config;
    }
}
