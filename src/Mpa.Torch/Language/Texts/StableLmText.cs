using Mpa.Torch.Checkpoints;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Language.Texts;

/// <summary>
/// StableLM-2: layer norms, biases on queries, keys and values alone, angles over a quarter of a head; the 12B has
/// parallel blocks and a norm for each head (transformers 4.49, configuration_stablelm and modeling_stablelm).
/// </summary>
internal static class StableLmText
{
    /// <summary>StableLM-2 1.6B and 12B.</summary>
    public static TextModel Model { get; } = new(Read, Names);

    private static DecoderConfig Read(ConfigReader text)
    {
        text.Require("hidden_act", "silu");

        // "rope_pct" and "norm_eps" are the older spellings, of StableLM-Epoch.
        DecoderConfig config = TextKeys.Read(text, new Defaults(
            HiddenSize: 2560, IntermediateSize: 6912, KeyValueHeads: 32, VocabularySize: 50304, MaxPositions: 4096,
            RotaryShare: text.Double("rope_pct", 0.25)));
        return (config with
        {
            Attention = config.Attention with
            {
                Bias = text.Bool("use_qkv_bias", false),
                HeadNorm = text.Bool("qk_layernorm", false) ? HeadNorm.Each : HeadNorm.None,
            },
            Norm = new NormConfig(
                NormKind.Layer, text.Positive(text.Has("norm_eps") ? "norm_eps" : "layer_norm_eps", 1e-5)),
            Block = text.Bool("use_parallel_residual", false) ? BlockKind.Parallel : BlockKind.Sequential,
        }).Checked(text);
    }

    private static IEnumerable<NameRule> Names(string decoder, string head) =>
    [
        new("text.layers.#.self_attn.q_norm.*", $"{decoder}layers.#.self_attn.q_layernorm.*"),
        new("text.layers.#.self_attn.k_norm.*", $"{decoder}layers.#.self_attn.k_layernorm.*"),
        .. TextKeys.Names(decoder, head),
    ];
}
