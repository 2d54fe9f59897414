using Mpa.Torch.Checkpoints;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Language.Texts;

/// <summary>What the readers of text decoders share.</summary>
internal static class TextKeys
{
    /// <summary>
    /// A decoder by the keys that all have: RMS norms, a gated MLP, no biases; not checked yet, since most say more.
    /// </summary>
    /// <exception cref="MpaException">A value can't be used.</exception>
    public static DecoderConfig Read(ConfigReader text, Defaults defaults)
    {
        int hidden = text.Count("hidden_size", defaults.HiddenSize);
        int heads = text.Count("num_attention_heads", defaults.Heads);
        int width = text.Count("head_dim", defaults.HeadDim ?? Math.Max(hidden / heads, 1));
        int positions = text.Count("max_position_embeddings", defaults.MaxPositions);
        return new DecoderConfig
        {
            HiddenSize = hidden,
            Layers = text.Count("num_hidden_layers", defaults.Layers, DecoderConfig.MostLayers),
            VocabularySize = text.Count("vocab_size", defaults.VocabularySize),
            MaxPositions = positions,
            Attention = new AttentionConfig
            {
                Heads = heads,
                KeyValueHeads = text.Count("num_key_value_heads", defaults.KeyValueHeads ?? heads),
                HeadDim = width,
            },
            Mlp = new MlpConfig(text.Count("intermediate_size", defaults.IntermediateSize)),
            Rotary = defaults.ThreeAxes
                ? RotaryReader.ReadThreeAxes(text, defaults.Theta, width)
                : RotaryReader.Read(text, defaults.Theta, width, positions, defaults.RotaryShare),
            Norm = new NormConfig(NormKind.Rms, text.Positive("rms_norm_eps", defaults.NormEpsilon)),
            PaddingId = text.OptionalInt("pad_token_id"),
            TieEmbeddings = text.Bool("tie_word_embeddings", false),
        };
    }

    /// <summary>pad_token_id: null where the file says null, the library's own where it says nothing.</summary>
    public static int? Padding(ConfigReader text, int fallback) =>
        text.Keys.Contains("pad_token_id") ? text.OptionalInt("pad_token_id") : fallback;

    /// <summary>The names of Llama and all who lay out their checkpoints as it does.</summary>
    public static IEnumerable<NameRule> Names(string decoder, string head) =>
    [
        new("text.*", $"{decoder}*"),
        new("head.*", $"{head}lm_head.*"),
    ];
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
/// <param name="HeadDim">head_dim; null: the width divided among the heads.</param>
/// <param name="RotaryShare">partial_rotary_factor.</param>
/// <param name="ThreeAxes">Positions have three axes (M-RoPE).</param>
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
    int? HeadDim = null,
    double RotaryShare = 1,
    bool ThreeAxes = false);
