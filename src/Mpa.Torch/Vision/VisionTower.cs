using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision;

/// <summary>SigLIP without its pooling head: patches, encoder, final norm (arXiv 2303.15343; transformers modeling_idefics3).</summary>
internal sealed class VisionTower : nn.Module
{
    [ComponentName(Name = "embeddings")]
    private readonly VisionEmbeddings _embeddings;

    [ComponentName(Name = "encoder")]
    private readonly VisionEncoder _encoder;

    [ComponentName(Name = "post_layernorm")]
    private readonly LayerNorm _norm;

    public VisionTower(VisionConfig config, TensorPlace place)
        : base(nameof(VisionTower))
    {
        _embeddings = new VisionEmbeddings(config, place);
        _encoder = new VisionEncoder(config, place);
        _norm = new LayerNorm(config.HiddenSize, config.NormEpsilon, place);
        RegisterComponents();
    }

    /// <summary>pixels: [N, 3, H, W], masks: which patches hold image, one a tile, or null for all → [N, S, D].</summary>
    public Tensor Forward(Tensor pixels, IReadOnlyList<bool[,]>? masks = null)
    {
        Tensor? mask = masks is null ? null : tensor([.. masks.SelectMany(m => m.Cast<bool>())]).view(masks.Count, 1, 1, -1); // [N, 1, 1, S]
        Tensor x = _embeddings.Forward(pixels, masks); // [N, S, D]
        return _norm.Forward(_encoder.Forward(x, mask)); // [N, S, D]
    }
}
