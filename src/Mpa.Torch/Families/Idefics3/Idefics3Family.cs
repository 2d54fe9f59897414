using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Language.Texts;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision;
using Mpa.Torch.Vision.Processors;
using Mpa.Torch.Vision.Towers;

namespace Mpa.Torch.Families.Idefics3;

/// <summary>
/// Idefics3 (arXiv 2408.12637), SmolVLM and SmolVLM2 (arXiv 2504.05299): SigLIP over tiles, squares of patches joined
/// by pixel shuffle, Llama. Absent fields take the library's defaults (transformers configuration_idefics3:
/// Idefics3VisionConfig, and configuration_llama: LlamaConfig).
/// </summary>
internal static class Idefics3Family
{
    /// <summary>What mpa knows of it.</summary>
    public static ModelFamily Family { get; } = new(
        "Idefics3: <|im_start|>User: … <end_of_utterance>", Describe, Processor, Encoder, Fault)
    {
        OneSize = "an Idefics3 model cuts images into tiles of one size",
    };

    private static readonly NameTable[] Layouts =
    [
        new(
        [
            .. SiglipTower.Names("model.vision_model."),
            new("projector.linear.*", "model.connector.modality_projection.proj.*"),
            new("text.*", "model.text_model.*"),
            new("head.*", "lm_head.*"),
        ]),
    ];

    /// <summary>Reads config.json.</summary>
    /// <exception cref="MpaException">
    /// A value is of the wrong type, or asks for something this family does not have.
    /// </exception>
    public static ModelDescription Describe(ConfigReader root)
    {
        VisionConfig vision = ReadVision(root.Section("vision_config"));
        DecoderConfig text = ReadText(root.Section("text_config"), root);
        int scale = root.Count("scale_factor", 2);
        int side = vision.PatchesPerSide;
        if (side % scale != 0)
        {
            throw root.Wrong("scale_factor", scale, $"a divisor of {side} patches a side");
        }

        long joined = (long)vision.HiddenSize * scale * scale; // shapes are long in TorchSharp
        return new ModelDescription
        {
            Kind = "an Idefics3 model",
            Vision = vision,
            Projector = [new ShuffleStep(scale), new LinearStep("linear", joined, text.HiddenSize, Bias: false)],
            Text = text,
            ImageTokenId = root.Int("image_token_id", 128257),
            Layouts = Layouts,
            LanguageLinears = @".*text_model.*\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)",
        };
    }

    private static VisionConfig ReadVision(ConfigReader vision)
    {
        vision.Require("hidden_act", "gelu_pytorch_tanh");
        return TowerKeys.Checked(vision, new VisionConfig
        {
            HiddenSize = vision.Count("hidden_size", 1152),
            Mlp = new MlpConfig(
                vision.Count("intermediate_size", 3072), MlpKind.Plain, Activation.GeluTanh, Bias: true),
            Layers = vision.Count("num_hidden_layers", 12, DecoderConfig.MostLayers),
            Heads = vision.Count("num_attention_heads", 16),
            ImageSize = vision.Count("image_size", 224, VisionConfig.LargestImage),
            PatchSize = vision.Count("patch_size", 32, VisionConfig.LargestImage),
            Norm = new NormConfig(NormKind.Layer, vision.Positive("layer_norm_eps", 1e-6)),
            Positions = PositionTable.Bucketed,
            LastNorm = LastNorm.Used,
        });
    }

    private static DecoderConfig ReadText(ConfigReader text, ConfigReader root)
    {
        double epsilon = root.Has("text_config") ? 1e-6 : 1e-5;
        DecoderConfig config = LlamaText.Read(text, new Defaults(NormEpsilon: epsilon));
        return config with { TieEmbeddings = config.TieEmbeddings || root.Bool("tie_word_embeddings", false) };
    }

    private static Idefics3ImageProcessor Processor(ModelFolder folder, ModelDescription _) =>
        new(Idefics3ProcessorConfig.Read(ProcessorFile.Open(folder.Path)));

    private static ChatEncoder Encoder(ModelFolder folder, ModelDescription _) =>
        Idefics3Chat.Load(folder.Path, folder.Options.MarksInText);

    private static string? Fault(string folder, ModelDescription model, IImageProcessor processor, ChatEncoder chat)
    {
        int side = model.Vision.ImageSize;
        int tile = ((Idefics3ImageProcessor)processor).Config.TileSize;
        int tokens = chat.ImageTokens;
        return true switch
        {
            _ when tile != side =>
                $"{ProcessorFile.Open(folder).FileName} makes tiles of {tile} pixels, "
                + $"but config.json's vision tower takes {side}",
            _ when tokens != model.TokensOf(side, side) =>
                $"processor_config.json says {tokens} image tokens a tile, "
                + $"but config.json makes {model.TokensOf(side, side)}",
            _ => null,
        };
    }
}
