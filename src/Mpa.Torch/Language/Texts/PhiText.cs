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
        DecoderConfig config = TextKeys.Read(text, new Defaults(
            HiddenSize: 2048, IntermediateSize: 8192, Layers: 24, VocabularySize: 51200, RotaryShare: 0.5));
        return (config with
        {
            Attention = config.Attention with
            {
                Bias = true,
                OutputBias = true,
                HeadNorm = text.Bool("qk_layernorm", false) ? HeadNorm.Shared : HeadNorm.None,
            },
            Mlp = new MlpConfig(config.Mlp.IntermediateSize, MlpKind.Plain, Activation.GeluTanh, Bias: true),
            Norm = new NormConfig(NormKind.Layer, text.Positive("layer_norm_eps", 1e-5)),
            Block = BlockKind.Parallel,
            HeadBias = true,
        }).Checked(text);
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
