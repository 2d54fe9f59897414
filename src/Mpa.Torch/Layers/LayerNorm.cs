using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>Layer normalization over the last dimension.</summary>
internal sealed class LayerNorm : nn.Module, ILayer
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    private readonly long[] _shape;
    private readonly double _epsilon;

    public LayerNorm(long size, double epsilon, TensorPlace place)
        : base(nameof(LayerNorm))
    {
        _weight = place.Parameter(size);
        _bias = place.Parameter(size);
        _shape = [size];
        _epsilon = epsilon;
        RegisterComponents();
    }

    /// <summary>x: [..., size] → [..., size].</summary>
    public Tensor Forward(Tensor x) => nn.functional.layer_norm(x, _shape, _weight, _bias, _epsilon);
}
