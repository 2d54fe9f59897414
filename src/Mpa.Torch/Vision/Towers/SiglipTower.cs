using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Vision.Towers;

/// <summary>
/// SigLIP and CLIP (arXiv 2303.15343 and 2103.00020). Absent keys take the library's defaults (transformers 4.49,
/// configuration_siglip and configuration_clip).
/// </summary>
internal static class SiglipTower
{
    /// <summary>The model_type of SigLIP's towers.</summary>
    public const string Siglip = "siglip_vision_model";

    /// <summary>The model_type of CLIP's.</summary>
    public const string Clip = "clip_vision_model";

    private const string First = "pre_layrnorm"; // so spelt in every checkpoint of CLIP

    /// <summary>Reads a section of config.json.</summary>
    /// <param name="vision">The section.</param>
    /// <param name="layer">Whose output is taken: −1 is the last layer, −2 the one before it.</param>
    /// <exception cref="MpaException">A value can't be used.</exception>
    public static VisionConfig Read(ConfigReader vision, int layer)
    {
        bool clip = IsClip(vision);
        VisionConfig config = new()
        {
            HiddenSize = vision.Count("hidden_size", 768),
            Layers = vision.Count("num_hidden_layers", 12, DecoderConfig.MostLayers),
            Heads = vision.Count("num_attention_heads", 12),
            ImageSize = vision.Count("image_size", 224, VisionConfig.LargestImage),
            PatchSize = vision.Count("patch_size", clip ? 32 : 16, VisionConfig.LargestImage),
            Mlp = new MlpConfig(
                vision.Count("intermediate_size", 3072), MlpKind.Plain, Activation(vision, clip), Bias: true),
            Norm = new NormConfig(NormKind.Layer, vision.Positive("layer_norm_eps", clip ? 1e-5 : 1e-6)),
            PatchBias = !clip,
            ClassToken = clip,
            FirstNorm = clip,
            LastNorm = LastNorm.Stored,
        };
        int unused = layer < 0 ? -1 - layer : config.Layers - layer;
        return unused >= 0 && unused < config.Layers
            ? TowerKeys.Checked(vision, config with { UnusedLayers = unused })
            : throw vision.Wrong("num_hidden_layers", config.Layers, $"enough to take the output of layer {layer}");
    }

    /// <summary>Whether a section is of CLIP.</summary>
    /// <exception cref="MpaException">It is of neither.</exception>
    public static bool IsClip(ConfigReader vision) => vision.Text("model_type", Clip) switch
    {
        Clip => true,
        Siglip => false,
        var other => throw vision.Wrong("model_type", other, $"{Clip} or {Siglip}"),
    };

    /// <summary>The names under a prefix that ends in "vision_model.".</summary>
    public static IEnumerable<NameRule> Names(string prefix) =>
    [
        new("vision.class_token", $"{prefix}embeddings.class_embedding"),
        new("vision.patch.*", $"{prefix}embeddings.patch_embedding.*"),
        new("vision.positions.*", $"{prefix}embeddings.position_embedding.*"),
        new("vision.first_norm.*", $"{prefix}{First}.*"),
        new("vision.layers.#.attn.*", $"{prefix}encoder.layers.#.self_attn.*"),
        new("vision.layers.#.norm1.*", $"{prefix}encoder.layers.#.layer_norm1.*"),
        new("vision.layers.#.norm2.*", $"{prefix}encoder.layers.#.layer_norm2.*"),
        new("vision.layers.#.mlp.*", $"{prefix}encoder.layers.#.mlp.*"),
        new("vision.last_norm.*", $"{prefix}post_layernorm.*"),
    ];

    private static Activation Activation(ConfigReader vision, bool clip)
    {
        string name = vision.Text("hidden_act", clip ? "quick_gelu" : "gelu_pytorch_tanh");
        return name switch
        {
            "quick_gelu" => Layers.Activation.QuickGelu,
            "gelu" => Layers.Activation.Gelu,
            "gelu_pytorch_tanh" => Layers.Activation.GeluTanh,
            _ => throw vision.Wrong("hidden_act", name, "quick_gelu, gelu or gelu_pytorch_tanh"),
        };
    }
}
