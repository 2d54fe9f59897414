using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using Mpa.Torch.Lora;
using Mpa.Torch.Vision.Processors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Families;

/// <summary>
/// The network of a model family: pixels to features, tokens and features to vectors, vectors to hidden states and
/// logits. Generation, training and adapters work with any of them; what differs between families stands behind this.
/// </summary>
internal interface IVisionLanguageNetwork : IDisposable
{
    /// <summary>All parameters under the names of the folder that they came from, in the network's order.</summary>
    IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <summary>All linear layers, under their paths in that folder.</summary>
    IReadOnlyList<(string Path, Linear Layer)> Linears { get; }

    /// <summary>
    /// All layers that a low-rank update can change, under their paths in that folder: linear layers, the patch
    /// convolution, the embedding table, and the head also where it is the table.
    /// </summary>
    IReadOnlyList<(string Path, IAdaptable Layer)> Adaptables { get; }

    /// <summary>Shape of the text decoder.</summary>
    DecoderConfig Text { get; }

    /// <summary>Element type of the hidden states.</summary>
    ScalarType Dtype { get; }

    /// <summary>Side of a patch of the vision tower, in pixels.</summary>
    int PatchSize { get; }

    /// <summary>
    /// A pattern for the paths of the language model's linear layers, as PEFT reads patterns: what LoRA adapts by
    /// default.
    /// </summary>
    string LanguageLinears { get; }

    /// <summary>
    /// A parameter's name and what other layouts of the family call it: adapters may be in any of them.
    /// </summary>
    IReadOnlyList<string> Spellings(string name);

    /// <summary>A parameter's name in the transformers of today, whose PEFT is to read what is written here.</summary>
    string NameToday(string name);

    /// <summary>Image tokens that a tile takes in the prompt.</summary>
    int Tokens(PixelTile tile);

    /// <summary>Features of tiles, one after another: [image tokens of all tiles, hidden].</summary>
    Tensor Features(IReadOnlyList<PixelTile> tiles);

    /// <summary>
    /// ids: [B, L]; features: [image tokens, hidden] in reading order, or null without images → [B, L, hidden].
    /// </summary>
    /// <exception cref="MpaException">The ids have another number of image tokens than there are features.</exception>
    Tensor Embed(Tensor ids, Tensor? features);

    /// <summary>
    /// What the decoder keeps between tokens: room for so many columns of so many rows, with nothing read.
    /// </summary>
    DecoderState NewState(long rows, long capacity);

    /// <summary>
    /// embeds: [B, L, D], positions: [B, L] or [axes, B, L], mask: [B, 1, L, S] or null → hidden states [B, L, D].
    /// </summary>
    Tensor Hidden(Tensor embeds, Tensor positions, Tensor? mask, DecoderState? state = null);

    /// <summary>hidden states [..., D] → logits [..., vocabulary].</summary>
    Tensor Logits(Tensor hidden);
}

/// <summary>Puts image features at the places of the image token.</summary>
internal static class ImagePlaces
{
    /// <summary>
    /// embeds: [B, L, D]; ids: [B, L]; features: [image tokens, D] in reading order, or null without images → [B, L,
    /// D].
    /// </summary>
    public static Tensor Fill(Tensor embeds, Tensor ids, long imageTokenId, Tensor? features)
    {
        if (features is null)
        {
            return embeds;
        }

        Tensor places = ids.flatten().IsEqual(imageTokenId).nonzero().flatten(); // [image tokens]
        return places.shape[0] == features.shape[0]
            ? embeds.view(-1, embeds.shape[2]).index_copy(0, places, features).view(embeds.shape) // [B, L, D]
            : throw new MpaException(
                $"The prompt has {places.shape[0]} image tokens, but its images give {features.shape[0]} features.");
    }
}
