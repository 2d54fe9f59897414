using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Vision;

namespace Mpa.Torch.Families.Idefics3;

/// <summary>
/// config.json of an Idefics3 / SmolVLM model. Absent fields take the library's defaults (transformers
/// configuration_idefics3: Idefics3VisionConfig, and configuration_llama: LlamaConfig).
/// </summary>
/// <param name="Vision">The SigLIP tower.</param>
/// <param name="Text">The Llama decoder.</param>
/// <param name="ImageTokenId">Placeholder of one image feature in the prompt.</param>
/// <param name="ScaleFactor">Side of the square of patches that pixel shuffle joins into one feature.</param>
internal sealed record Idefics3Config(VisionConfig Vision, DecoderConfig Text, int ImageTokenId, int ScaleFactor)
{
    // Of a side in pixels; SmolVLM's tiles have 512.
    private const int LargestImage = 1 << 14;

    /// <summary>Image tokens that one tile takes in the prompt.</summary>
    public int TokensPerTile => Vision.PatchesPerSide * Vision.PatchesPerSide / (ScaleFactor * ScaleFactor);

    /// <summary>Reads a model folder's config.json.</summary>
    /// <exception cref="MpaException">
    /// A value is of the wrong type, or asks for something this family does not have.
    /// </exception>
    public static Idefics3Config Load(string folder) => Read(ConfigReader.Open(Path.Combine(folder, "config.json")));

    public static Idefics3Config Read(ConfigReader root)
    {
        Idefics3Config config = new(
            ReadVision(root.Section("vision_config")),
            ReadText(root.Section("text_config"), root),
            root.Int("image_token_id", 128257),
            root.Count("scale_factor", 2));
        int side = config.Vision.PatchesPerSide;
        return side % config.ScaleFactor == 0
            ? config
            : throw root.Wrong("scale_factor", config.ScaleFactor, $"a divisor of {side} patches a side");
    }

    private static VisionConfig ReadVision(ConfigReader vision)
    {
        Require(vision, "hidden_act", "gelu_pytorch_tanh");
        VisionConfig config = new(
            HiddenSize: vision.Count("hidden_size", 1152),
            IntermediateSize: vision.Count("intermediate_size", 3072),
            Layers: vision.Count("num_hidden_layers", 12, DecoderConfig.MostLayers),
            Heads: vision.Count("num_attention_heads", 16),
            Channels: vision.Int("num_channels", 3),
            ImageSize: vision.Count("image_size", 224, LargestImage),
            PatchSize: vision.Count("patch_size", 32, LargestImage),
            NormEpsilon: vision.Positive("layer_norm_eps", 1e-6));
        if (config.HiddenSize % config.Heads != 0)
        {
            throw vision.Wrong("num_attention_heads", config.Heads, $"a divisor of hidden_size {config.HiddenSize}");
        }

        if (config.PatchSize > config.ImageSize)
        {
            throw vision.Wrong("patch_size", config.PatchSize, $"image_size, {config.ImageSize}, at most");
        }

        return config.Channels == 3
            ? config
            : throw vision.Wrong("num_channels", config.Channels, "3, for red, green and blue");
    }

    private static DecoderConfig ReadText(ConfigReader text, ConfigReader root)
    {
        Require(text, "hidden_act", "silu");
        int hidden = text.Count("hidden_size", 4096);
        int heads = text.Count("num_attention_heads", 32);
        return new DecoderConfig(
            HiddenSize: hidden,
            IntermediateSize: text.Count("intermediate_size", 11008),
            Layers: text.Count("num_hidden_layers", 32, DecoderConfig.MostLayers),
            Heads: heads,
            KeyValueHeads: text.Count("num_key_value_heads", heads),
            HeadDim: text.Count("head_dim", Math.Max(hidden / heads, 1)),
            VocabularySize: text.Count("vocab_size", 32000),
            NormEpsilon: text.Positive("rms_norm_eps", root.Has("text_config") ? 1e-6 : 1e-5),
            RopeTheta: RopeConfig.Read(text, 10000, "default").Theta,
            PaddingId: text.OptionalInt("pad_token_id"),
            AttentionBias: text.Bool("attention_bias", false),
            OutputBias: text.Bool("attention_bias", false),
            MlpBias: text.Bool("mlp_bias", false),
            TieEmbeddings: text.Bool("tie_word_embeddings", false) || root.Bool("tie_word_embeddings", false),
            MaxPositions: text.Count("max_position_embeddings", 2048)).Checked(text);
    }

    private static void Require(ConfigReader reader, string key, string only)
    {
        string value = reader.Text(key, only);
        if (value != only)
        {
            throw reader.Wrong(key, value, $"\"{only}\", the only one this family has");
        }
    }
}
