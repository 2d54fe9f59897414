using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Language.Texts;
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
        DecoderConfig config = LlamaText.ReadQwen2(text, new Defaults(
            HiddenSize: 8192, IntermediateSize: 29568, Layers: 80, Heads: 64, KeyValueHeads: 8, VocabularySize: 152064,
            MaxPositions: 32768, NormEpsilon: 1e-5, Theta: 1_000_000, ThreeAxes: true));
        return config with { TieEmbeddings = config.TieEmbeddings || root.Bool("tie_word_embeddings", false) };
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
