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
    // Where transformers 4.52 and later keep the decoder's keys; they win over flat ones.
    private const string Nested = "text_config";

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
        ConfigReader text = root.Has(Nested) ? root.Section(Nested) : root;
        Qwen2VlConfig config = new(vision, ReadText(text, root), root.Int("image_token_id", 151655));
        return vision.OutputSize == config.Text.HiddenSize
            ? config
            : throw text.Wrong(
                "hidden_size",
                config.Text.HiddenSize,
                $"{vision.OutputSize}, the width of the vision tower's image tokens");
    }

    private static DecoderConfig ReadText(ConfigReader text, ConfigReader root)
    {
        if (text.Text("hidden_act", "silu") is var activation and not "silu")
        {
            throw text.Wrong("hidden_act", activation, "\"silu\", the only one this family has");
        }

        if (text.Bool("use_sliding_window", false))
        {
            throw text.Wrong("use_sliding_window", "true", "false: no released model of this family slides its window");
        }

        int hidden = text.Count("hidden_size", 8192);
        int heads = text.Count("num_attention_heads", 64);
        int keyHeads = text.Count("num_key_value_heads", 8);
        if (hidden % heads != 0 || heads % keyHeads != 0)
        {
            throw text.Wrong(
                "num_attention_heads",
                $"{heads} with num_key_value_heads {keyHeads}",
                $"a divisor of hidden_size {hidden} and a multiple of num_key_value_heads");
        }

        int headDim = hidden / heads;
        RopeConfig rope = RopeConfig.Read(text, 1_000_000, "mrope", "default");
        return new DecoderConfig(
            HiddenSize: hidden,
            IntermediateSize: text.Count("intermediate_size", 29568),
            Layers: text.Count("num_hidden_layers", 80, DecoderConfig.MostLayers),
            Heads: heads,
            KeyValueHeads: keyHeads,
            HeadDim: headDim,
            VocabularySize: text.Count("vocab_size", 152064),
            NormEpsilon: text.Positive("rms_norm_eps", 1e-5),
            RopeTheta: rope.Theta,
            PaddingId: text.OptionalInt("pad_token_id"),
            AttentionBias: true,
            OutputBias: false,
            MlpBias: false,
            TieEmbeddings: text.Bool("tie_word_embeddings", false) || root.Bool("tie_word_embeddings", false),
            MaxPositions: text.Count("max_position_embeddings", 32768),
            RopeSections: Sections(rope.Section, headDim)).Checked(text);
    }

    private static IReadOnlyList<int> Sections(ConfigReader rope, int headDim)
    {
        IReadOnlyList<int> sections = rope.Ids("mrope_section");
        return sections.Count == 3
            && sections.All(section => section >= 0)
            && sections.Sum(section => (long)section) == headDim / 2 // what a file holds may exceed an int together
            ? sections
            : throw rope.Wrong(
                "mrope_section",
                $"[{string.Join(", ", sections)}]",
                $"3 numbers that add up to half the head's width, {headDim / 2}");
    }
}
