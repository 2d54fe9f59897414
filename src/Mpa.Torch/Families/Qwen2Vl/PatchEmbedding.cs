using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>Pixels to patch vectors; a module of its own because the checkpoint's names say so.</summary>
internal sealed class PatchEmbedding : nn.Module
{
    [ComponentName(Name = "proj")]
    private readonly PatchProjection _projection;

    public PatchEmbedding(Qwen2VisionConfig config, TensorPlace place)
        : base(nameof(PatchEmbedding))
    {
        _projection = new PatchProjection(config, place);
        RegisterComponents();
    }

    /// <summary>pixels: [S, values of a patch] → [S, D].</summary>
    public Tensor Forward(Tensor pixels) => _projection.Forward(pixels);
}
