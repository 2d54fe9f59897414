using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>
/// config.json of a Qwen2-VL or Qwen2.5-VL model. Absent fields take the library's defaults (transformers 4.49,
/// configuration_qwen2_vl and configuration_qwen2_5_vl).
/// </summary>
/// <param name="Vision">The vision tower and merger.</param>
/// <param name="Text">The decoder.</param>
/// <param name="ImageTokenId">Placeholder of one image token in the prompt.</param>
internal sealed record Qwen2VlConfig(Qwen2VisionConfig Vision, DecoderConfig Text, int ImageTokenId)
{
    /// <summary>Reads a model folder's config.json.</summary>
    /// <exception cref="MpaException">
    /// A value is of the wrong type, or asks for something this family does not have.
    /// </exception>
    public static Qwen2VlConfig Load(string folder) => Read(ConfigReader.Open(Path.Combine(folder, "config.json")));

    public static Qwen2VlConfig Read(ConfigReader root)
    {
        ConfigReader section = root.Section("vision_config");
        Qwen2VisionConfig vision = root.Text("model_type", "qwen2_vl") == "qwen2_5_vl"
            ? Qwen2VisionConfig.Read25(section)
            : Qwen2VisionConfig.Read2(section);
        Qwen2VlConfig config = new(vision, ReadText(root), root.Int("image_token_id", 151655));
        return vision.OutputSize == config.Text.HiddenSize
            ? config
            : throw root.Wrong(
                "hidden_size",
                config.Text.HiddenSize,
                $"{vision.OutputSize}, the width of the vision tower's image tokens");
    }

    private static DecoderConfig ReadText(ConfigReader root)
    {
        if (root.Text("hidden_act", "silu") is var activation and not "silu")
        {
            throw root.Wrong("hidden_act", activation, "\"silu\", the only one this family has");
        }

        if (root.Bool("use_sliding_window", false))
        {
            throw root.Wrong("use_sliding_window", "true", "false: no released model of this family slides its window");
        }

        int hidden = root.Int("hidden_size", 8192);
        int heads = root.Int("num_attention_heads", 64);
        int keyHeads = root.Int("num_key_value_heads", 8);
        if (heads < 1 || hidden % heads != 0 || keyHeads < 1 || heads % keyHeads != 0)
        {
            throw root.Wrong(
                "num_attention_heads",
                $"{heads} with num_key_value_heads {keyHeads}",
                $"a divisor of hidden_size {hidden} and a multiple of num_key_value_heads");
        }

        int headDim = hidden / heads;
        return new DecoderConfig(
            HiddenSize: hidden,
            IntermediateSize: root.Int("intermediate_size", 29568),
            Layers: root.Int("num_hidden_layers", 80),
            Heads: heads,
            KeyValueHeads: keyHeads,
            HeadDim: headDim,
            VocabularySize: root.Int("vocab_size", 152064),
            NormEpsilon: root.Double("rms_norm_eps", 1e-5),
            RopeTheta: root.Double("rope_theta", 1_000_000),
            PaddingId: root.OptionalInt("pad_token_id"),
            AttentionBias: true,
            OutputBias: false,
            MlpBias: false,
            TieEmbeddings: root.Bool("tie_word_embeddings", false),
            MaxPositions: root.Int("max_position_embeddings", 32768),
            RopeSections: ReadSections(root, headDim));
    }

    private static IReadOnlyList<int> ReadSections(ConfigReader root, int headDim)
    {
        ConfigReader scaling = root.Section("rope_scaling");
        string type = scaling.Text("rope_type", scaling.Text("type", "mrope"));
        if (type is not ("mrope" or "default"))
        {
            throw scaling.Wrong(
                "rope_type", type, "\"mrope\" or \"default\": this family does not scale its rotary angles");
        }

        IReadOnlyList<int> sections = scaling.Ids("mrope_section");
        return sections.Count == 3 && sections.Sum() == headDim / 2
            ? sections
            : throw scaling.Wrong(
                "mrope_section",
                $"[{string.Join(", ", sections)}]",
                $"3 numbers that add up to half the head's width, {headDim / 2}");
    }
}
