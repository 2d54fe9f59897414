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
        bool bias = text.Bool("attention_bias", false);
        DecoderConfig config = TextKeys.Read(text, defaults with { HeadDim = 256 });
        return (config with
        {
            Attention = config.Attention with { Bias = bias, OutputBias = bias },
            Mlp = config.Mlp with { Activation = Activation.GeluTanh },
            Norm = config.Norm with { Kind = NormKind.RmsPlusOne },
            PaddingId = TextKeys.Padding(text, 0),
            TieEmbeddings = text.Bool("tie_word_embeddings", true),
            EmbeddingScale = Math.Sqrt(config.HiddenSize),
        }).Checked(text);
    }

    private static double? Cap(ConfigReader text, string key, double fallback) =>
        text.Keys.Contains(key) && !text.Has(key) ? null : text.Positive(key, fallback);
}
