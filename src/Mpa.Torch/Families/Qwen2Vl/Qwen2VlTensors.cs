using Mpa.Torch.Language;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>Names and shapes of a Qwen2-VL or Qwen2.5-VL model's parameters, without making them.</summary>
internal static class Qwen2VlTensors
{
    /// <summary>How messages call the family.</summary>
    public const string Kind = "a Qwen2-VL or Qwen2.5-VL model";

    private const string OwnDecoder = "model.language_model.";
    private const string OwnTower = "model.visual.";

    /// <summary>
    /// The hub's name of a stored tensor: state dicts of transformers 4.52 and later name the decoder and the tower by
    /// their places in that library.
    /// </summary>
    public static string NameOf(string stored) => true switch
    {
        _ when stored.StartsWith(OwnDecoder, StringComparison.Ordinal) => $"model.{stored[OwnDecoder.Length..]}",
        _ when stored.StartsWith(OwnTower, StringComparison.Ordinal) => $"visual.{stored[OwnTower.Length..]}",
        _ => stored,
    };

    /// <summary>A module's path in transformers 4.52 and later.</summary>
    /// <param name="path">Its path here, which is the hub's.</param>
    public static string NewPathOf(string path) => true switch
    {
        _ when path.StartsWith("model.", StringComparison.Ordinal) => $"{OwnDecoder}{path["model.".Length..]}",
        _ when path.StartsWith("visual.", StringComparison.Ordinal) => $"model.{path}",
        _ => path,
    };

    /// <summary>The parameters of <see cref="Qwen2VlModel"/>.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Of(Qwen2VlConfig config) =>
    [
        .. Tower(config.Vision, "visual."),
        .. DecoderTensors.Of(config.Text, "model."),
        .. config.Text.TieEmbeddings
            ? []
            : DecoderTensors.Linear("lm_head", config.Text.VocabularySize, config.Text.HiddenSize, bias: false),
    ];

    private static IEnumerable<(string Name, long[] Shape)> Tower(Qwen2VisionConfig config, string prefix)
    {
        long width = config.HiddenSize, patch = config.PatchSize;
        long joined = width * config.MergeSize * config.MergeSize;
        return
        [
            ($"{prefix}patch_embed.proj.weight", [width, config.Channels, config.TemporalPatchSize, patch, patch]),
            .. Enumerable.Range(0, config.Depth).SelectMany(block => Block(config, $"{prefix}blocks.{block}.")),
            .. Norm(config, $"{prefix}merger.ln_q"),
            .. DecoderTensors.Linear($"{prefix}merger.mlp.0", joined, joined, bias: true),
            .. DecoderTensors.Linear($"{prefix}merger.mlp.2", config.OutputSize, joined, bias: true),
        ];
    }

    private static IEnumerable<(string Name, long[] Shape)> Block(Qwen2VisionConfig config, string prefix)
    {
        long width = config.HiddenSize, inner = config.IntermediateSize;
        (string[] up, string down) = config.Windows is null
            ? (new[] { "fc1" }, "fc2")
            : (["gate_proj", "up_proj"], "down_proj");
        return
        [
            .. Norm(config, $"{prefix}norm1"),
            .. Norm(config, $"{prefix}norm2"),
            .. DecoderTensors.Linear($"{prefix}attn.qkv", 3 * width, width, bias: true),
            .. DecoderTensors.Linear($"{prefix}attn.proj", width, width, bias: true),
            .. up.SelectMany(part => DecoderTensors.Linear($"{prefix}mlp.{part}", inner, width, bias: true)),
            .. DecoderTensors.Linear($"{prefix}mlp.{down}", width, inner, bias: true),
        ];
    }

    /// <summary>A layer norm in 2; an RMS norm, which has no bias, in 2.5.</summary>
    private static IEnumerable<(string Name, long[] Shape)> Norm(Qwen2VisionConfig config, string path) =>
        config.Windows is null
            ? [($"{path}.weight", [config.HiddenSize]), ($"{path}.bias", [config.HiddenSize])]
            : [($"{path}.weight", [config.HiddenSize])];
}
