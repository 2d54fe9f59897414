using Mpa.Torch.Checkpoints;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Language.Texts;

/// <summary>
/// InternLM2: Llama with projections joined a key head at a time and names of its own (arXiv 2403.17297; the hub's
/// configuration_internlm2 and modeling_internlm2).
/// </summary>
internal static class InternLm2Text
{
    private static readonly (string Own, string Stored)[] Parts =
    [
        ("self_attn.qkv_proj", "attention.wqkv"),
        ("self_attn.o_proj", "attention.wo"),
        ("mlp.gate_proj", "feed_forward.w1"),
        ("mlp.up_proj", "feed_forward.w3"),
        ("mlp.down_proj", "feed_forward.w2"),
        ("input_layernorm", "attention_norm"),
        ("post_attention_layernorm", "ffn_norm"),
    ];

    /// <summary>InternLM2 and 2.5.</summary>
    public static TextModel Model { get; } = new(Read, Names);

    private static DecoderConfig Read(ConfigReader text)
    {
        text.Require("hidden_act", "silu");
        int hidden = text.Count("hidden_size", 4096);
        bool bias = text.Bool("bias", true);
        AttentionConfig attention = TextKeys.Heads(text, hidden, 32) with
        {
            Projection = QueryKeyValue.Grouped,
            Bias = bias,
            OutputBias = bias,
        };
        int positions = text.Count("max_position_embeddings", 2048);
        return new DecoderConfig
        {
            HiddenSize = hidden,
            Layers = text.Count("num_hidden_layers", 32, DecoderConfig.MostLayers),
            VocabularySize = text.Count("vocab_size", 103168),
            MaxPositions = positions,
            Attention = attention,
            Mlp = new MlpConfig(text.Count("intermediate_size", 11008)),
            Rotary = RotaryReader.Read(text, 10_000, attention.HeadDim, positions),
            Norm = new NormConfig(NormKind.Rms, text.Positive("rms_norm_eps", 1e-6)),
            PaddingId = text.OptionalInt("pad_token_id"),
            TieEmbeddings = text.Bool("tie_word_embeddings", false),
        }.Checked(text);
    }

    private static IEnumerable<NameRule> Names(string decoder, string head) =>
    [
        new("text.embed_tokens.*", $"{decoder}tok_embeddings.*"),
        .. Parts.Select(part => new NameRule($"text.layers.#.{part.Own}.*", $"{decoder}layers.#.{part.Stored}.*")),
        new("text.norm.*", $"{decoder}norm.*"),
        new("head.*", $"{head}output.*"),
    ];
}
