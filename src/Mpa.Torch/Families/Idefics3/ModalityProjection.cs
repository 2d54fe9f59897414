using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Idefics3;

/// <summary>The linear map of the connector; a module of its own because the checkpoint's names say so.</summary>
internal sealed class ModalityProjection : nn.Module
{
    [ComponentName(Name = "proj")]
    private readonly Linear _projection;

    public ModalityProjection(long inputs, long outputs, TensorPlace place)
        : base(nameof(ModalityProjection))
    {
        _projection = new Linear(inputs, outputs, bias: false, place);
        RegisterComponents();
    }

    /// <summary>x: [N, S, inputs] → [N, S, outputs].</summary>
    public Tensor Forward(Tensor x) => _projection.Forward(x);
}
