using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>down(silu(gate(x)) · up(x)) (arXiv 2002.05202).</summary>
internal sealed class GatedMlp : nn.Module, ILayer
{
    [ComponentName(Name = "gate_proj")]
    private readonly Linear _gate;

    [ComponentName(Name = "up_proj")]
    private readonly Linear _up;

    [ComponentName(Name = "down_proj")]
    private readonly Linear _down;

    public GatedMlp(long width, long inner, bool bias, TensorPlace place)
        : base(nameof(GatedMlp))
    {
        _gate = new Linear(width, inner, bias, place);
        _up = new Linear(width, inner, bias, place);
        _down = new Linear(inner, width, bias, place);
        RegisterComponents();
    }

    /// <summary>x: [..., width] → [..., width].</summary>
    public Tensor Forward(Tensor x) => _down.Forward(_gate.Forward(x).silu().mul(_up.Forward(x)));
}
