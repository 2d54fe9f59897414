using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Vision.Towers;

/// <summary>
/// InternViT (arXiv 2312.14238; the hub's configuration_intern_vit and modeling_intern_vit, whose defaults absent keys
/// take).
/// </summary>
internal static class InternVitTower
{
    /// <summary>Reads a section of config.json.</summary>
    /// <exception cref="MpaException">A value can't be used.</exception>
    public static VisionConfig Read(ConfigReader vision)
    {
        vision.Require("hidden_act", "gelu");
        bool rms = vision.Text("norm_type", "rms_norm") switch
        {
            "rms_norm" => true,
            "layer_norm" => false,
            var other => throw vision.Wrong("norm_type", other, "rms_norm or layer_norm"),
        };
        return TowerKeys.Checked(vision, new VisionConfig
        {
            HiddenSize = vision.Count("hidden_size", 3200),
            Layers = vision.Count("num_hidden_layers", 48, DecoderConfig.MostLayers),
            Heads = vision.Count("num_attention_heads", 25),
            ImageSize = vision.Count("image_size", 224, VisionConfig.LargestImage),
            PatchSize = vision.Count("patch_size", 14, VisionConfig.LargestImage),
            Mlp = new MlpConfig(
                vision.Count("intermediate_size", 12800), MlpKind.Plain, Activation.Gelu, Bias: true),
            Norm = new NormConfig(rms ? NormKind.Rms : NormKind.Layer, vision.Positive("layer_norm_eps", 1e-6)),
            ClassToken = true,
            FramedTables = true,
            JoinedQueries = true,
            QueryBias = vision.Bool("qkv_bias", false),
            QueryNorm = vision.Bool("qk_normalization", true),
            LayerScale = true,
            Dropped = 1,
        });
    }

    /// <summary>The hub's names, under "vision_model.".</summary>
    public static IEnumerable<NameRule> Names { get; } =
    [
        new("vision.class_token", "vision_model.embeddings.class_embedding"),
        new("vision.patch.*", "vision_model.embeddings.patch_embedding.*"),
        new("vision.positions.weight", "vision_model.embeddings.position_embedding"),
        new("vision.layers.#.attn.out_proj.*", "vision_model.encoder.layers.#.attn.proj.*"),
        new("vision.layers.#.scale1", "vision_model.encoder.layers.#.ls1"),
        new("vision.layers.#.scale2", "vision_model.encoder.layers.#.ls2"),
        new("vision.layers.*", "vision_model.encoder.layers.*"),
    ];
}
