namespace Mpa.Torch.Language;

/// <summary>
/// Names and shapes of a decoder's parameters, without making them: a folder is checked before memory is taken, and
/// without loading libtorch.
/// </summary>
internal static class DecoderTensors
{
    /// <summary>The parameters of <see cref="Decoder"/>.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="prefix">Path of the decoder, with a dot at its end.</param>
    public static IEnumerable<(string Name, long[] Shape)> Of(DecoderConfig config, string prefix) =>
    [
        ($"{prefix}embed_tokens.weight", [config.VocabularySize, config.HiddenSize]),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => Layer(config, $"{prefix}layers.{layer}.")),
        ($"{prefix}norm.weight", [config.HiddenSize]),
    ];

    /// <summary>The parameters of a linear layer.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Linear(string path, long outputs, long inputs, bool bias)
    {
        yield return ($"{path}.weight", [outputs, inputs]);
        if (bias)
        {
            yield return ($"{path}.bias", [outputs]);
        }
    }

    private static IEnumerable<(string Name, long[] Shape)> Layer(DecoderConfig config, string prefix)
    {
        long width = config.HiddenSize;
        long queries = (long)config.Heads * config.HeadDim; // products of sizes may come to more than an int
        long keys = (long)config.KeyValueHeads * config.HeadDim;
        return
        [
            .. Linear($"{prefix}self_attn.q_proj", queries, width, config.AttentionBias),
            .. Linear($"{prefix}self_attn.k_proj", keys, width, config.AttentionBias),
            .. Linear($"{prefix}self_attn.v_proj", keys, width, config.AttentionBias),
            .. Linear($"{prefix}self_attn.o_proj", width, queries, config.OutputBias),
            .. Linear($"{prefix}mlp.gate_proj", config.IntermediateSize, width, config.MlpBias),
            .. Linear($"{prefix}mlp.up_proj", config.IntermediateSize, width, config.MlpBias),
            .. Linear($"{prefix}mlp.down_proj", width, config.IntermediateSize, config.MlpBias),
            ($"{prefix}input_layernorm.weight", [width]),
            ($"{prefix}post_attention_layernorm.weight", [width]),
        ];
    }
}
