using Mpa.Torch.Language;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Families;

/// <summary>
/// The network of a model family: pixels to features, tokens and features to vectors, vectors to hidden states and logits. Generation,
/// training and adapters work with any of them; what differs between families stands behind this.
/// </summary>
internal interface IVisionLanguageNetwork : IDisposable
{
    /// <summary>All parameters, under the checkpoint's names.</summary>
    nn.Module Module { get; }

    /// <summary>Shape of the text decoder.</summary>
    DecoderConfig Text { get; }

    /// <summary>Element type of the hidden states.</summary>
    ScalarType Dtype { get; }

    /// <summary>Side of a patch of the vision tower, in pixels.</summary>
    int PatchSize { get; }

    /// <summary>A pattern for the paths of the language model's linear layers, as PEFT reads patterns: what LoRA adapts by default.</summary>
    string LanguageLinears { get; }

    /// <summary>Image tokens that a tile takes in the prompt.</summary>
    int Tokens(PixelTile tile);

    /// <summary>Features of tiles, one after another: [image tokens of all tiles, hidden].</summary>
    Tensor Features(IReadOnlyList<PixelTile> tiles);

    /// <summary>ids: [B, L]; features: [image tokens, hidden] in reading order, or null without images → [B, L, hidden].</summary>
    /// <exception cref="MpaException">The ids have another number of image tokens than there are features.</exception>
    Tensor Embed(Tensor ids, Tensor? features);

    /// <summary>embeds: [B, L, D], positions: [B, L] or [axes, B, L], mask: [B, 1, L, S] or null → hidden states [B, L, D].</summary>
    Tensor Hidden(Tensor embeds, Tensor positions, Tensor? mask, KeyValueCache? cache = null);

    /// <summary>hidden states [..., D] → logits [..., vocabulary].</summary>
    Tensor Logits(Tensor hidden);
}
