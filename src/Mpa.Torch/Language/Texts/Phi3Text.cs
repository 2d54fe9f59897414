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
        DecoderConfig config = TextKeys.Read(text, new Defaults(
            HiddenSize: 3072, IntermediateSize: 8192, VocabularySize: 32064, MaxPositions: 4096, NormEpsilon: 1e-5));
        return (config with
        {
            Attention = config.Attention with
            {
                Projection = QueryKeyValue.Joined,
                Window = text.IsSet("sliding_window") ? text.Count("sliding_window", 1) : null,
            },
            Mlp = config.Mlp with { Kind = MlpKind.GatedJoined },
            PaddingId = TextKeys.Padding(text, 32000),
        }).Checked(text);
    }
}
