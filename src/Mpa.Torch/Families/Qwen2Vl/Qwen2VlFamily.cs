using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision;
using Mpa.Torch.Vision.Processors;
using Mpa.Torch.Vision.Towers;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>
/// Qwen2-VL (arXiv 2409.12191) and Qwen2.5-VL (arXiv 2502.13923): images of any size, positions on three axes. Absent
/// fields take the library's defaults (transformers 4.49, configuration_qwen2_vl and configuration_qwen2_5_vl).
/// </summary>
internal static class Qwen2VlFamily
{
    // Where transformers 4.52 and later keep the decoder's keys; they win over flat ones.
    private const string Nested = "text_config";

    /// <summary>What mpa knows of it.</summary>
    public static ModelFamily Family { get; } = new(
        "ChatML with a system turn: <|im_start|>user … <|im_end|>", Describe, Processor, Encoder, Fault);

    // The hub's names; those of state dicts of transformers 4.52 and later.
    private static readonly NameTable[] Layouts =
        [Layout("visual.", "model."), Layout("model.visual.", "model.language_model.")];

    /// <summary>Reads config.json.</summary>
    /// <exception cref="MpaException">
    /// A value is of the wrong type, or asks for something this family does not have.
    /// </exception>
    public static ModelDescription Describe(ConfigReader root)
    {
        ConfigReader section = root.Section("vision_config");
        bool windows = root.Text("model_type", "qwen2_vl") == "qwen2_5_vl";
        (VisionConfig vision, int output) = windows ? QwenTower.Read25(section) : QwenTower.Read2(section);
        ConfigReader text = root.Has(Nested) ? root.Section(Nested) : root;
        DecoderConfig decoder = ReadText(text, root);
        long joined = (long)vision.HiddenSize * vision.MergeSize * vision.MergeSize; // shapes are long in TorchSharp
        return output == decoder.HiddenSize
            ? new ModelDescription
            {
                Kind = "a Qwen2-VL or Qwen2.5-VL model",
                Vision = vision,
                Projector =
                [
                    new NormStep("norm", vision.Norm, vision.HiddenSize),
                    new JoinStep(vision.MergeSize * vision.MergeSize),
                    new LinearStep("inner", joined, joined, Bias: true),
                    new ActivationStep(Activation.Gelu),
                    new LinearStep("outer", joined, output, Bias: true),
                ],
                Text = decoder,
                ImageTokenId = root.Int("image_token_id", 151655),
                Layouts = Layouts,

                // The vision MLPs of 2.5 have layers of the same names: the path tells them apart.
                LanguageLinears =
                    @"model\.(language_model\.)?layers\.\d+\.(self_attn\.(q|k|v|o)|mlp\.(gate|up|down))_proj",
            }
            : throw text.Wrong(
                "hidden_size", decoder.HiddenSize, $"{output}, the width of the vision tower's image tokens");
    }

    private static NameTable Layout(string vision, string text) => new(
        new("vision.patch.*", $"{vision}patch_embed.proj.*"),
        new("vision.layers.#.attn.out_proj.*", $"{vision}blocks.#.attn.proj.*"),
        new("vision.layers.*", $"{vision}blocks.*"),
        new("projector.norm.*", $"{vision}merger.ln_q.*"),
        new("projector.inner.*", $"{vision}merger.mlp.0.*"),
        new("projector.outer.*", $"{vision}merger.mlp.2.*"),
        new("text.embed_tokens.*", $"{text}embed_tokens.*"),
        new("text.layers.*", $"{text}layers.*"),
        new("text.norm.*", $"{text}norm.*"),
        new("head.*", "lm_head.*"));

    private static DecoderConfig ReadText(ConfigReader text, ConfigReader root)
    {
        text.Require("hidden_act", "silu");
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

        return new DecoderConfig
        {
            HiddenSize = hidden,
            Layers = text.Count("num_hidden_layers", 80, DecoderConfig.MostLayers),
            VocabularySize = text.Count("vocab_size", 152064),
            MaxPositions = text.Count("max_position_embeddings", 32768),
            Attention = new AttentionConfig
            {
                Heads = heads,
                KeyValueHeads = keyHeads,
                HeadDim = hidden / heads,
                Bias = true,
            },
            Mlp = new MlpConfig(text.Count("intermediate_size", 29568)),
            Rotary = RotaryReader.ReadThreeAxes(text, 1_000_000, hidden / heads),
            Norm = new NormConfig(NormKind.Rms, text.Positive("rms_norm_eps", 1e-5)),
            PaddingId = text.OptionalInt("pad_token_id"),
            TieEmbeddings = text.Bool("tie_word_embeddings", false) || root.Bool("tie_word_embeddings", false),
        }.Checked(text);
    }

    private static Qwen2ImageProcessor Processor(ModelFolder folder, ModelDescription _) =>
        new(Qwen2ProcessorConfig.Read(ProcessorFile.Open(folder.Path))
            .Within(folder.Options.MinPixels, folder.Options.MaxPixels));

    private static ChatEncoder Encoder(ModelFolder folder, ModelDescription _) =>
        ChatEncoder.Load(folder.Path, Qwen2VlChat.Format, marksInText: folder.Options.MarksInText);

    private static string? Fault(string folder, ModelDescription model, IImageProcessor processor, ChatEncoder chat)
    {
        Qwen2ProcessorConfig images = ((Qwen2ImageProcessor)processor).Config;
        VisionConfig vision = model.Vision;
        return images.PatchSize == vision.PatchSize
            && images.MergeSize == vision.MergeSize
            && images.TemporalPatchSize == vision.Frames
            ? null
            : $"{ProcessorFile.Open(folder).FileName} cuts patches of {images.PatchSize} pixels "
                + $"in squares of {images.MergeSize} and {images.TemporalPatchSize} frames, "
                + $"but config.json's vision tower takes {vision.PatchSize}, {vision.MergeSize} "
                + $"and {vision.Frames}";
    }
}
