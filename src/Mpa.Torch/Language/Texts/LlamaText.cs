using Mpa.Torch.Checkpoints;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Language.Texts;

/// <summary>
/// Llama and its kin: RMS norms, gated MLP, rotary angles over whole heads (transformers 4.49: configuration_llama,
/// _mistral, _qwen2, whose defaults absent keys take).
/// </summary>
internal static class LlamaText
{
    /// <summary>Llama, TinyLlama, Vicuna.</summary>
    public static TextModel Llama { get; } = new(text => Read(text, new Defaults()), TextKeys.Names);

    /// <summary>Mistral, with its window where it has one.</summary>
    public static TextModel Mistral { get; } = new(ReadMistral, TextKeys.Names);

    /// <summary>Qwen2 and Qwen2.5: biases on queries, keys and values.</summary>
    public static TextModel Qwen2 { get; } = new(ReadQwen2, TextKeys.Names);

    /// <summary>Reads a section of config.json.</summary>
    /// <exception cref="MpaException">A value can't be used.</exception>
    public static DecoderConfig Read(ConfigReader text, Defaults defaults)
    {
        text.Require("hidden_act", "silu");
        int hidden = text.Count("hidden_size", defaults.HiddenSize);
        bool bias = defaults.QueryBias is null && text.Bool("attention_bias", false);
        AttentionConfig attention = TextKeys.Heads(text, hidden, defaults.Heads, defaults.KeyValueHeads) with
        {
            Bias = defaults.QueryBias ?? bias,
            OutputBias = bias,
        };
        int positions = text.Count("max_position_embeddings", defaults.MaxPositions);
        return new DecoderConfig
        {
            HiddenSize = hidden,
            Layers = text.Count("num_hidden_layers", defaults.Layers, DecoderConfig.MostLayers),
            VocabularySize = text.Count("vocab_size", defaults.VocabularySize),
            MaxPositions = positions,
            Attention = attention,
            Mlp = new MlpConfig(
                text.Count("intermediate_size", defaults.IntermediateSize), Bias: text.Bool("mlp_bias", false)),
            Rotary = RotaryReader.Read(text, defaults.Theta, attention.HeadDim, positions),
            Norm = new NormConfig(NormKind.Rms, text.Positive("rms_norm_eps", defaults.NormEpsilon)),
            PaddingId = text.OptionalInt("pad_token_id"),
            TieEmbeddings = text.Bool("tie_word_embeddings", false),
        }.Checked(text);
    }

    private static DecoderConfig ReadMistral(ConfigReader text)
    {
        DecoderConfig config = Read(text, new Defaults(
            HiddenSize: 4096, IntermediateSize: 14336, KeyValueHeads: 8, MaxPositions: 131072));
        int? window = text.IsSet("sliding_window") ? text.Count("sliding_window", 4096) : null;
        return config with { Attention = config.Attention with { Window = window } };
    }

    private static DecoderConfig ReadQwen2(ConfigReader text) => text.Bool("use_sliding_window", false)
        ? throw text.Wrong("use_sliding_window", "true", "false: no released model of this decoder slides its window")
        : Read(text, new Defaults(
            HiddenSize: 4096, IntermediateSize: 22016, Heads: 32, KeyValueHeads: 32, MaxPositions: 32768,
            VocabularySize: 151936, QueryBias: true));
}

/// <summary>What absent keys mean.</summary>
/// <param name="HiddenSize">hidden_size.</param>
/// <param name="IntermediateSize">intermediate_size.</param>
/// <param name="Layers">num_hidden_layers.</param>
/// <param name="Heads">num_attention_heads.</param>
/// <param name="KeyValueHeads">num_key_value_heads; null: as many as heads.</param>
/// <param name="VocabularySize">vocab_size.</param>
/// <param name="MaxPositions">max_position_embeddings.</param>
/// <param name="NormEpsilon">rms_norm_eps.</param>
/// <param name="Theta">rope_theta.</param>
/// <param name="QueryBias">Whether queries, keys and values have biases; null: as attention_bias says.</param>
internal sealed record Defaults(
    int HiddenSize = 4096,
    int IntermediateSize = 11008,
    int Layers = 32,
    int Heads = 32,
    int? KeyValueHeads = null,
    int VocabularySize = 32000,
    int MaxPositions = 2048,
    double NormEpsilon = 1e-6,
    double Theta = 10_000,
    bool? QueryBias = null);
