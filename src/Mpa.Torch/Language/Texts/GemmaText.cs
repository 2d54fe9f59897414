using Mpa.Torch.Checkpoints;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Language.Texts;

/// <summary>
/// Gemma and Gemma-2: norms stored less one, embeddings times the root of the width, a GELU gate, a tied head; in 2
/// four norms a layer, bounded scores and logits, and a window in every other layer (transformers 4.49,
/// configuration_gemma, _gemma2 and their modeling).
/// </summary>
internal static class GemmaText
{
    /// <summary>Gemma.</summary>
    public static TextModel Gemma { get; } = new(Read, TextKeys.Names);

    /// <summary>Gemma-2.</summary>
    public static TextModel Gemma2 { get; } = new(Read2, TextKeys.Names);

    private static DecoderConfig Read(ConfigReader text) => Read(text, new Defaults(
        HiddenSize: 3072, IntermediateSize: 24576, Layers: 28, Heads: 16, KeyValueHeads: 16, VocabularySize: 256000,
        MaxPositions: 8192));

    private static DecoderConfig Read2(ConfigReader text)
    {
        DecoderConfig config = Read(text, new Defaults(
            HiddenSize: 2304, IntermediateSize: 9216, Layers: 26, Heads: 8, KeyValueHeads: 4, VocabularySize: 256000,
            MaxPositions: 8192));
        return config with
        {
            Block = BlockKind.Sandwich,
            LogitsCap = Cap(text, "final_logit_softcapping", 30),
            Attention = config.Attention with
            {
                ScoreWidth = text.Positive("query_pre_attn_scalar", 256),
                ScoresCap = Cap(text, "attn_logit_softcapping", 50),
                Window = text.Count("sliding_window", 4096),
                WindowEvery = 2,
            },
        };
    }

    private static DecoderConfig Read(ConfigReader text, Defaults defaults)
    {
        // The hub's older files say "gelu" and mean the tanh form (modeling_gemma).
        text.Require("hidden_act", "gelu_pytorch_tanh", "gelu");
        text.Require("hidden_activation", "gelu_pytorch_tanh");
        int hidden = text.Count("hidden_size", defaults.HiddenSize);
        AttentionConfig attention = TextKeys.Heads(text, hidden, defaults.Heads, defaults.KeyValueHeads) with
        {
            HeadDim = text.Count("head_dim", 256),
            Bias = text.Bool("attention_bias", false),
            OutputBias = text.Bool("attention_bias", false),
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
                text.Count("intermediate_size", defaults.IntermediateSize), MlpKind.Gated, Activation.GeluTanh),
            Rotary = RotaryReader.Read(text, 10_000, attention.HeadDim, positions),
            Norm = new NormConfig(NormKind.RmsPlusOne, text.Positive("rms_norm_eps", 1e-6)),
            PaddingId = TextKeys.Padding(text, 0),
            TieEmbeddings = text.Bool("tie_word_embeddings", true),
            EmbeddingScale = Math.Sqrt(hidden),
        }.Checked(text);
    }

    private static double? Cap(ConfigReader text, string key, double fallback) =>
        text.Keys.Contains(key) && !text.Has(key) ? null : text.Positive(key, fallback);
}
