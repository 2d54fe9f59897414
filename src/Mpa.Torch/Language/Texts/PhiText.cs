using Mpa.Torch.Checkpoints;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Language.Texts;

/// <summary>
/// Phi-2: parallel blocks, biases everywhere, angles over part of a head (transformers 4.49, configuration_phi and
/// modeling_phi).
/// </summary>
internal static class PhiText
{
    /// <summary>Phi-1, 1.5 and 2.</summary>
    public static TextModel Model { get; } = new(Read, Names);

    private static DecoderConfig Read(ConfigReader text)
    {
        text.Require("hidden_act", "gelu_new", "gelu_pytorch_tanh");
        int hidden = text.Count("hidden_size", 2048);
        AttentionConfig attention = TextKeys.Heads(text, hidden, 32) with
        {
            Bias = true,
            OutputBias = true,
            HeadNorm = text.Bool("qk_layernorm", false) ? HeadNorm.Shared : HeadNorm.None,
        };
        int positions = text.Count("max_position_embeddings", 2048);
        return new DecoderConfig
        {
            HiddenSize = hidden,
            Layers = text.Count("num_hidden_layers", 24, DecoderConfig.MostLayers),
            VocabularySize = text.Count("vocab_size", 51200),
            MaxPositions = positions,
            Attention = attention,
            Mlp = new MlpConfig(
                text.Count("intermediate_size", 8192), MlpKind.Plain, Activation.GeluTanh, Bias: true),
            Rotary = RotaryReader.Read(text, 10_000, attention.HeadDim, positions, share: 0.5),
            Norm = new NormConfig(NormKind.Layer, text.Positive("layer_norm_eps", 1e-5)),
            Block = BlockKind.Parallel,
            HeadBias = true,
            PaddingId = text.OptionalInt("pad_token_id"),
            TieEmbeddings = text.Bool("tie_word_embeddings", false),
        }.Checked(text);
    }

    private static IEnumerable<NameRule> Names(string decoder, string head) =>
    [
        new("text.norm.*", $"{decoder}final_layernorm.*"),
        new("text.layers.#.self_attn.o_proj.*", $"{decoder}layers.#.self_attn.dense.*"),
        new("text.layers.#.self_attn.q_norm.*", $"{decoder}layers.#.self_attn.q_layernorm.*"),
        new("text.layers.#.self_attn.k_norm.*", $"{decoder}layers.#.self_attn.k_layernorm.*"),
        .. TextKeys.Names(decoder, head),
    ];
}
