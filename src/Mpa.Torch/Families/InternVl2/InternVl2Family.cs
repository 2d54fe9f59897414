using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Language.Texts;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision;
using Mpa.Torch.Vision.Processors;
using Mpa.Torch.Vision.Towers;

namespace Mpa.Torch.Families.InternVl2;

/// <summary>
/// InternVL2 1B, 2B, 4B and 8B (arXiv 2404.16821; the hub's configuration_internvl_chat and modeling_internvl_chat):
/// InternViT over tiles, squares of patches joined, Qwen2, InternLM2 or Phi-3.
/// </summary>
internal static class InternVl2Family
{
    // More than any picture needs; their grids are listed.
    private const int MostTiles = 256;

    // Of every norm of the projector; no configuration file states it.
    private const double ProjectorEpsilon = 1e-5;

    /// <summary>What mpa knows of it.</summary>
    public static ModelFamily Family { get; } = new(
        "InternVL2, by its text model: <|im_start|>user … <|im_end|> or <|user|> … <|end|>",
        Describe,
        Processor,
        Encoder,
        (_, _, _, _) => null)
    {
        OneSize = "an InternVL2 model cuts images into tiles of one size",
    };

    /// <summary>Reads config.json.</summary>
    /// <exception cref="MpaException">
    /// A value is of the wrong type, or asks for something this family does not have.
    /// </exception>
    public static ModelDescription Describe(ConfigReader root)
    {
        root.RequireOnly("select_layer", "-1");
        root.RequireOnly("pad2square", "false");
        VisionConfig vision = InternVitTower.Read(root.Section("vision_config"));
        ConfigReader section = root.Section("llm_config");
        TextModel model = TextModel.Of(section, "internlm2", "qwen2", "phi3", "llama");
        DecoderConfig text = model.Read(section);
        int scale = Scale(root, vision);
        long joined = (long)vision.HiddenSize * scale * scale; // shapes are long in TorchSharp
        return new ModelDescription
        {
            Kind = "an InternVL2 model",
            Vision = vision,
            Projector =
            [
                new ShuffleStep(scale, ByColumns: IsFirstVersion(root)),
                new NormStep("norm", new NormConfig(NormKind.Layer, ProjectorEpsilon), joined),
                new LinearStep("first", joined, text.HiddenSize, Bias: true),
                new ActivationStep(Activation.Gelu),
                new LinearStep("second", text.HiddenSize, text.HiddenSize, Bias: true),
            ],
            Text = text,
            Layouts =
            [
                new(
                [
                    .. InternVitTower.Names,
                    new("projector.norm.*", "mlp1.0.*"),
                    new("projector.first.*", "mlp1.1.*"),
                    new("projector.second.*", "mlp1.3.*"),
                    .. model.Names("language_model.model.", "language_model."),
                ]),
            ],
            AdapterRoot = "language_model.",
            LanguageLinears = @"model\.layers\.\d+\.(self_attn|attention|mlp|feed_forward)\.\w+",
        };
    }

    private static int Scale(ConfigReader root, VisionConfig vision)
    {
        double ratio = root.Positive("downsample_ratio", 0.5);
        int scale = (int)Math.Round(1 / ratio);
        return vision.PatchesPerSide % Math.Max(scale, 1) == 0 && scale * ratio == 1
            ? scale
            : throw root.Wrong(
                "downsample_ratio", ratio, $"one over a divisor of {vision.PatchesPerSide} patches a side");
    }

    // The hub's default is the first, though every released InternVL2 says the second.
    private static bool IsFirstVersion(ConfigReader root) => root.Text("ps_version", "v1") switch
    {
        "v1" => true,
        "v2" => false,
        var other => throw root.Wrong("ps_version", other, "v1 or v2"),
    };

    private static InternVlImageProcessor Processor(ModelFolder folder, ModelDescription model)
    {
        ConfigReader root = folder.Config;
        if (root.Int("force_image_size", model.Vision.ImageSize) is var side && side != model.Vision.ImageSize)
        {
            throw root.Wrong("force_image_size", side, $"the tower's image_size, {model.Vision.ImageSize}");
        }

        int least = root.Count("min_dynamic_patch", 1, MostTiles);
        int most = root.Bool("dynamic_image_size", false) ? root.Count("max_dynamic_patch", 6, MostTiles) : 1;
        return least <= most
            ? new InternVlImageProcessor(new InternVlTiling(side, least, most, root.Bool("use_thumbnail", false)))
            : throw root.Wrong("min_dynamic_patch", least, $"max_dynamic_patch, {most}, at most");
    }

    private static ChatEncoder Encoder(ModelFolder folder, ModelDescription model)
    {
        ConfigReader root = folder.Config;
        string template = root.Text("template", "missing");
        int side = model.Vision.ImageSize;
        return InternVl2Chat.Formats.TryGetValue(template, out ChatFormat? format)
            ? ChatEncoder.Load(folder.Path, format, (int)model.TokensOf(side, side), folder.Options.MarksInText)
            : throw root.Wrong("template", template, $"one of {string.Join(", ", InternVl2Chat.Formats.Keys)}");
    }
}
