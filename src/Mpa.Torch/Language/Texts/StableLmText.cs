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
        int hidden = text.Count("hidden_size", 2560);
        AttentionConfig attention = TextKeys.Heads(text, hidden, 32, 32) with
        {
            Bias = text.Bool("use_qkv_bias", false),
            HeadNorm = text.Bool("qk_layernorm", false) ? HeadNorm.Each : HeadNorm.None,
        };
        int positions = text.Count("max_position_embeddings", 4096);
        return new DecoderConfig
        {
            HiddenSize = hidden,
            Layers = text.Count("num_hidden_layers", 32, DecoderConfig.MostLayers),
            VocabularySize = text.Count("vocab_size", 50304),
            MaxPositions = positions,
            Attention = attention,
            Mlp = new MlpConfig(text.Count("intermediate_size", 6912)),

            // "rope_pct" is the older spelling, of StableLM-Epoch.
            Rotary = RotaryReader.Read(
                text, 10_000, attention.HeadDim, positions, share: text.Double("rope_pct", 0.25)),
            Norm = new NormConfig(
                NormKind.Layer, text.Positive(text.Has("norm_eps") ? "norm_eps" : "layer_norm_eps", 1e-5)),
            Block = text.Bool("use_parallel_residual", false) ? BlockKind.Parallel : BlockKind.Sequential,
            PaddingId = text.OptionalInt("pad_token_id"),
            TieEmbeddings = text.Bool("tie_word_embeddings", false),
        }.Checked(text);
    }

    private static IEnumerable<NameRule> Names(string decoder, string head) =>
    [
        new("text.layers.#.self_attn.q_norm.*", $"{decoder}layers.#.self_attn.q_layernorm.*"),
        new("text.layers.#.self_attn.k_norm.*", $"{decoder}layers.#.self_attn.k_layernorm.*"),
        .. TextKeys.Names(decoder, head),
    ];
}
