using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>Two linear layers with x · sigmoid(1.702 x) between them.</summary>
internal sealed class QuickGeluMlp : nn.Module, ILayer
{
    [ComponentName(Name = "fc1")]
    private readonly Linear _up;

    [ComponentName(Name = "fc2")]
    private readonly Linear _down;

    public QuickGeluMlp(long width, long inner, TensorPlace place)
        : base(nameof(QuickGeluMlp))
    {
        _up = new Linear(width, inner, bias: true, place);
        _down = new Linear(inner, width, bias: true, place);
        RegisterComponents();
    }

    /// <summary>x: [S, D] → [S, D].</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor inner = _up.Forward(x); // [S, inner]
        return _down.Forward(inner.mul(inner.Times(1.702).sigmoid()));
    }
}
