using Mpa.Torch.Checkpoints;

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
        bool bias = text.Bool("bias", true);
        DecoderConfig config = TextKeys.Read(text, new Defaults(VocabularySize: 103168));
        return (config with
        {
            Attention = config.Attention with { Projection = QueryKeyValue.Grouped, Bias = bias, OutputBias = bias },
        }).Checked(text);
    }

    private static IEnumerable<NameRule> Names(string decoder, string head) =>
    [
        new("text.embed_tokens.*", $"{decoder}tok_embeddings.*"),
        .. Parts.Select(part => new NameRule($"text.layers.#.{part.Own}.*", $"{decoder}layers.#.{part.Stored}.*")),
        new("text.norm.*", $"{decoder}norm.*"),
        new("head.*", $"{head}output.*"),
    ];
}
