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
    IReadOnlyList<int>? RopeSections = null);
