using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Language;

/// <summary>Shape of a Llama-like text decoder.</summary>
/// <param name="HiddenSize">Width of a token's vector.</param>
/// <param name="IntermediateSize">Width inside the gated MLP.</param>
/// <param name="Layers">Number of layers.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads; each serves Heads / KeyValueHeads query heads.</param>
/// <param name="HeadDim">Width of a head.</param>
/// <param name="VocabularySize">Rows of the embedding table.</param>
/// <param name="NormEpsilon">Of every RMS norm.</param>
/// <param name="RopeTheta">Base of the rotary angles.</param>
/// <param name="PaddingId">Token whose embedding gets no gradient; null for none.</param>
/// <param name="AttentionBias">Biases on the projections to queries, keys and values.</param>
/// <param name="OutputBias">A bias on the projection out of attention.</param>
/// <param name="MlpBias">Biases in the MLP.</param>
/// <param name="TieEmbeddings">The head is the embedding table; no lm_head is stored.</param>
/// <param name="MaxPositions">Longest prompt and reply together, in tokens.</param>
/// <param name="RopeSections">
/// How the HeadDim / 2 rotary angles are shared out among the axes of the positions (M-RoPE, arXiv 2409.12191, section
/// 2.1); null for positions with one axis.
/// </param>
internal sealed record DecoderConfig(
    int HiddenSize,
    int IntermediateSize,
    int Layers,
    int Heads,
    int KeyValueHeads,
    int HeadDim,
    int VocabularySize,
    double NormEpsilon,
    double RopeTheta,
    int? PaddingId,
    bool AttentionBias,
    bool OutputBias,
    bool MlpBias,
    bool TieEmbeddings,
    int MaxPositions,
    IReadOnlyList<int>? RopeSections = null)
{
    /// <summary>More than any model has: a network of a damaged number of layers is never begun.</summary>
    public const int MostLayers = 1000;

    /// <summary>Itself, when its numbers fit one another.</summary>
    /// <param name="text">Where they stand, for the message.</param>
    /// <exception cref="MpaException">They don't.</exception>
    public DecoderConfig Checked(ConfigReader text)
    {
        if (Heads % KeyValueHeads != 0)
        {
            throw text.Wrong("num_key_value_heads", KeyValueHeads, $"a divisor of num_attention_heads {Heads}");
        }

        if (HeadDim % 2 != 0)
        {
            throw text.Wrong("head_dim", HeadDim, "an even number: a head's elements are rotated in pairs");
        }

        return PaddingId is null || (PaddingId >= 0 && PaddingId < VocabularySize)
            ? this
            : throw text.Wrong("pad_token_id", PaddingId, $"null, or an id below vocab_size {VocabularySize}");
    }
}
