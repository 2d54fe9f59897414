using Mpa.Torch.Language;
using Mpa.Torch.Vision;

namespace Mpa.Torch.Families.Idefics3;

/// <summary>Names and shapes of an Idefics3 model's parameters, without making them.</summary>
internal static class Idefics3Tensors
{
    /// <summary>How messages call the family.</summary>
    public const string Kind = "an Idefics3 model";

    /// <summary>The parameters of <see cref="Idefics3Model"/>.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Of(Idefics3Config config)
    {
        long joined = (long)config.Vision.HiddenSize * config.ScaleFactor * config.ScaleFactor; // may exceed an int
        long width = config.Text.HiddenSize;
        return
        [
            .. Tower(config.Vision, "model.vision_model."),
            .. DecoderTensors.Linear("model.connector.modality_projection.proj", width, joined, bias: false),
            .. DecoderTensors.Of(config.Text, "model.text_model."),
            .. config.Text.TieEmbeddings
                ? []
                : DecoderTensors.Linear("lm_head", config.Text.VocabularySize, width, bias: false),
        ];
    }

    private static IEnumerable<(string Name, long[] Shape)> Tower(VisionConfig config, string prefix)
    {
        long width = config.HiddenSize, patch = config.PatchSize;
        long places = (long)config.PatchesPerSide * config.PatchesPerSide; // may exceed an int
        return
        [
            ($"{prefix}embeddings.patch_embedding.weight", [width, config.Channels, patch, patch]),
            ($"{prefix}embeddings.patch_embedding.bias", [width]),
            ($"{prefix}embeddings.position_embedding.weight", [places, width]),
            .. Enumerable.Range(0, config.Layers)
                .SelectMany(layer => Layer(config, $"{prefix}encoder.layers.{layer}.")),
            .. Norm($"{prefix}post_layernorm", width),
        ];
    }

    private static IEnumerable<(string Name, long[] Shape)> Layer(VisionConfig config, string prefix)
    {
        long width = config.HiddenSize;
        return
        [
            .. new[] { "k_proj", "v_proj", "q_proj", "out_proj" }.SelectMany(
                part => DecoderTensors.Linear($"{prefix}self_attn.{part}", width, width, bias: true)),
            .. Norm($"{prefix}layer_norm1", width),
            .. DecoderTensors.Linear($"{prefix}mlp.fc1", config.IntermediateSize, width, bias: true),
            .. DecoderTensors.Linear($"{prefix}mlp.fc2", width, config.IntermediateSize, bias: true),
            .. Norm($"{prefix}layer_norm2", width),
        ];
    }

    private static IEnumerable<(string Name, long[] Shape)> Norm(string path, long width) =>
        [($"{path}.weight", [width]), ($"{path}.bias", [width])];
}
