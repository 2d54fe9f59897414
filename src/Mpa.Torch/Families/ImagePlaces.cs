using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Families;

/// <summary>Puts image features at the places of the image token.</summary>
internal static class ImagePlaces
{
    /// <summary>embeds: [B, L, D]; ids: [B, L]; features: [image tokens, D] in reading order, or null without images → [B, L, D].</summary>
    public static Tensor Fill(Tensor embeds, Tensor ids, long imageTokenId, Tensor? features)
    {
        if (features is null)
        {
            return embeds;
        }

        Tensor places = ids.flatten().IsEqual(imageTokenId).nonzero().flatten(); // [image tokens]
        return places.shape[0] == features.shape[0]
            ? embeds.view(-1, embeds.shape[2]).index_copy(0, places, features).view(embeds.shape) // [B, L, D]
            : throw new MpaException($"The prompt has {places.shape[0]} image tokens, but its images give {features.shape[0]} features.");
    }
}
