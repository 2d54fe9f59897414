using static Mpa.Torch.Layers.LayerTensors;

namespace Mpa.Torch.Language;

/// <summary>
/// Names and shapes of a decoder's parameters, without making them: a folder is checked before memory is taken, and
/// without loading libtorch.
/// </summary>
internal static class DecoderTensors
{
    /// <summary>The parameters of <see cref="Decoder"/>, and of the head where it has one of its own.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Of(DecoderConfig config) =>
    [
        ("text.embed_tokens.weight", [config.VocabularySize, config.HiddenSize]),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => Layer(config, $"text.layers.{layer}.")),
        .. config.Norm.Parameters("text.norm", config.HiddenSize),
        .. config.TieEmbeddings ? [] : Linear("head", config.VocabularySize, config.HiddenSize, config.HeadBias),
    ];

    private static IEnumerable<(string Name, long[] Shape)> Layer(DecoderConfig config, string prefix) =>
    [
        .. Attention(config, $"{prefix}self_attn."),
        .. Mlp(config.Mlp, config.HiddenSize, $"{prefix}mlp."),
        .. Norms(config.Block).SelectMany(norm => config.Norm.Parameters(prefix + norm, config.HiddenSize)),
    ];

    private static IEnumerable<(string Name, long[] Shape)> Attention(DecoderConfig config, string prefix)
    {
        AttentionConfig attention = config.Attention;
        long width = config.HiddenSize;
        return
        [
            .. attention.Projection == QueryKeyValue.Apart
                ?
                [
                    .. Linear($"{prefix}q_proj", attention.Queries, width, attention.Bias),
                    .. Linear($"{prefix}k_proj", attention.Keys, width, attention.Bias),
                    .. Linear($"{prefix}v_proj", attention.Keys, width, attention.Bias),
                ]
                : Linear($"{prefix}qkv_proj", attention.Queries + (2 * attention.Keys), width, attention.Bias),
            .. Linear($"{prefix}o_proj", width, attention.Queries, attention.OutputBias),
            .. HeadNorms($"{prefix}q_norm", attention, attention.Heads),
            .. HeadNorms($"{prefix}k_norm", attention, attention.KeyValueHeads),
        ];
    }

    private static IEnumerable<(string Name, long[] Shape)> HeadNorms(
        string path, AttentionConfig attention, int heads) => attention.HeadNorm switch
        {
            HeadNorm.Shared => [($"{path}.weight", [attention.HeadDim]), ($"{path}.bias", [attention.HeadDim])],
            HeadNorm.Each => Enumerable.Range(0, heads)
                .Select(head => ($"{path}.norms.{head}.weight", new long[] { attention.HeadDim })),
            _ => [],
        };

    private static string[] Norms(BlockKind block) => block switch
    {
        BlockKind.Sequential => ["input_layernorm", "post_attention_layernorm"],
        BlockKind.Parallel => ["input_layernorm"],
        _ =>
        [
            "input_layernorm",
            "post_attention_layernorm",
            "pre_feedforward_layernorm",
            "post_feedforward_layernorm",
        ],
    };
}
