using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Language.Texts;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision;
using Mpa.Torch.Vision.Processors;
using Mpa.Torch.Vision.Towers;

namespace Mpa.Torch.Families.TinyLlava;

/// <summary>
/// TinyLLaVA (arXiv 2402.14289) in the layout of the Factory (arXiv 2405.11788; its configuration_tinyllava.py), and in
/// the older one of the released 1.5B, 2.0B and 3.1B: SigLIP or CLIP, two linear layers, one of many small decoders.
/// </summary>
internal static class TinyLlavaFamily
{
    private static readonly string[] Texts = ["stablelm", "phi", "gemma", "qwen2", "llama"];

    // The older layout's model_types, and the decoders behind them.
    private static readonly Dictionary<string, string> OlderTexts = new(StringComparer.Ordinal)
    {
        ["tiny_llava_stablelm"] = "stablelm",
        ["tiny_llava_phi"] = "phi",
        ["tiny_llava_llama"] = "llama",
    };

    /// <summary>What mpa knows of it.</summary>
    public static ModelFamily Family { get; } = new(
        "TinyLLaVA, by its text model: USER: … ASSISTANT: …", Describe, Processor, Encoder, (_, _, _, _) => null)
    {
        HasProcessorFile = false,
        OneSize = "a TinyLLaVA model takes squares of one size",
    };

    /// <summary>Reads config.json.</summary>
    /// <exception cref="MpaException">
    /// A value is of the wrong type, or asks for something this family does not have.
    /// </exception>
    public static ModelDescription Describe(ConfigReader root) =>
        OlderTexts.TryGetValue(root.Text("model_type", "tinyllava"), out string? older)
            ? DescribeOlder(root, TextModel.Find(older)!)
            : DescribeFactory(root);

    private static ModelDescription DescribeFactory(ConfigReader root)
    {
        root.Require("connector_type", "mlp2x_gelu");
        root.Require("vision_feature_select_strategy", "patch");
        VisionConfig vision = SiglipTower.Read(root.Section("vision_config"), root.Int("vision_feature_layer", -2));
        ConfigReader section = root.Section("text_config");
        TextModel model = TextModel.Of(section, Texts);
        const string Tower = "vision_tower._vision_tower.vision_model.";

        // "patch" drops the first vector of a SigLIP tower too, though that is no class token.
        return Describe(model.Read(section), vision with { Dropped = 1 }, Tower, new(
        [
            .. SiglipTower.Names(Tower),
            new("projector.first.*", "connector._connector.0.*"),
            new("projector.second.*", "connector._connector.2.*"),
            .. model.Names("language_model.model.", "language_model."),
        ]));
    }

    private static ModelDescription DescribeOlder(ConfigReader root, TextModel model)
    {
        root.RequireOnly("mm_use_im_start_end", "false");
        root.Require("mm_projector_type", "mlp2x_gelu");
        root.Require("mm_vision_select_feature", "patch");
        bool clip = root.Has("vision_config") && SiglipTower.IsClip(root.Section("vision_config"));
        VisionConfig whole = root.Has("vision_config")
            ? SiglipTower.Read(root.Section("vision_config"), root.Int("mm_vision_select_layer", -2))
            : So400m;
        const string Tower = "model.vision_tower.vision_tower.vision_model.";

        // The file holds no layer behind the one whose output is taken; all of SigLIP's vectors are kept.
        VisionConfig vision = whole with
        {
            Layers = whole.Layers - whole.UnusedLayers,
            UnusedLayers = 0,
            Dropped = clip ? 1 : 0,
        };
        return Describe(model.Read(root), vision, Tower, new(
        [
            .. SiglipTower.Names(Tower),
            new("projector.first.*", "model.mm_projector.0.*"),
            new("projector.second.*", "model.mm_projector.2.*"),
            .. model.Names("model.", ""),
        ]));
    }

    /// <summary>google/siglip-so400m-patch14-384: what the older code takes, whatever config.json says.</summary>
    private static VisionConfig So400m { get; } = new()
    {
        HiddenSize = 1152,
        Layers = 27,
        Heads = 16,
        ImageSize = 384,
        PatchSize = 14,
        Mlp = new MlpConfig(4304, MlpKind.Plain, Activation.GeluTanh, Bias: true),
        Norm = new NormConfig(NormKind.Layer, 1e-6),
        LastNorm = LastNorm.Stored,
        UnusedLayers = 1,
    };

    private static ModelDescription Describe(DecoderConfig text, VisionConfig vision, string tower, NameTable names) =>
        new()
        {
            Kind = "a TinyLLaVA model",
            Vision = vision,
            Projector =
            [
                new LinearStep("first", vision.HiddenSize, text.HiddenSize, Bias: true),
                new ActivationStep(Activation.Gelu),
                new LinearStep("second", text.HiddenSize, text.HiddenSize, Bias: true),
            ],
            Text = text,
            Layouts = [names],
            LanguageLinears =
                @"(language_model\.)?model\.layers\.\d+\.(self_attn\.(q_proj|k_proj|v_proj|o_proj|dense)"
                + @"|mlp\.(gate_proj|up_proj|down_proj|fc1|fc2))",
            Unused = [$"{tower}head."],
        };

    private static SquareImageProcessor Processor(ModelFolder folder, ModelDescription model)
    {
        ConfigReader root = folder.Config;
        bool frame = root.Text("image_aspect_ratio", "square") switch
        {
            "pad" => true,
            "square" => false,
            var other => throw root.Wrong("image_aspect_ratio", other, "square or pad"),
        };
        return new SquareImageProcessor(SquareImages.Own(model.Vision.ClassToken, model.Vision.ImageSize, frame));
    }

    private static ChatEncoder Encoder(ModelFolder folder, ModelDescription model)
    {
        ConfigReader root = folder.Config;
        string text = OlderTexts.GetValueOrDefault(root.Text("model_type", "tinyllava"))
            ?? root.Section("text_config").Text("model_type", Texts[0]);
        int side = model.Vision.ImageSize;
        return ChatEncoder.Load(
            folder.Path, TinyLlavaChat.Formats[text], (int)model.TokensOf(side, side), folder.Options.MarksInText);
    }
}
