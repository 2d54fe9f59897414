using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>What the decoder sees of one image.</summary>
/// <param name="Grid">How the image was cut.</param>
/// <param name="Features">[image tokens, hidden]; owned by the store.</param>
internal sealed record ImageFeatures(ImageGrid Grid, Tensor Features)
{
    /// <summary>Memory taken.</summary>
    public long Bytes => Features.numel() * Features.element_size();
}
