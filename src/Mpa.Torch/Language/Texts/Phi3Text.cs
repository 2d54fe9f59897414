using Mpa.Torch.Checkpoints;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Language.Texts;

/// <summary>
/// Phi-3: Llama with joined projections, a window, and angles for long texts (transformers 4.49, configuration_phi3 and
/// modeling_phi3; InternVL2-4B's own modeling_phi3 calls "longrope" "su").
/// </summary>
internal static class Phi3Text
{
    /// <summary>Phi-3-mini and its kin.</summary>
    public static TextModel Model { get; } = new(Read, TextKeys.Names);

    private static DecoderConfig Read(ConfigReader text)
    {
        text.Require("hidden_act", "silu");
        int hidden = text.Count("hidden_size", 3072);
        AttentionConfig attention = TextKeys.Heads(text, hidden, 32) with
        {
            Projection = QueryKeyValue.Joined,
            Window = text.IsSet("sliding_window") ? text.Count("sliding_window", 1) : null,
        };
        int positions = text.Count("max_position_embeddings", 4096);
        return new DecoderConfig
        {
            HiddenSize = hidden,
            Layers = text.Count("num_hidden_layers", 32, DecoderConfig.MostLayers),
            VocabularySize = text.Count("vocab_size", 32064),
            MaxPositions = positions,
            Attention = attention,
            Mlp = new MlpConfig(text.Count("intermediate_size", 8192), MlpKind.GatedJoined),
            Rotary = RotaryReader.Read(text, 10_000, attention.HeadDim, positions),
            Norm = new NormConfig(NormKind.Rms, text.Positive("rms_norm_eps", 1e-5)),
            PaddingId = TextKeys.Padding(text, 32000),
            TieEmbeddings = text.Bool("tie_word_embeddings", false),
        }.Checked(text);
    }
}
