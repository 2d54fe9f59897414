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

/// <summary>Root-mean-square normalization over the last dimension, without a mean and without a bias.</summary>
internal sealed class RmsNorm : nn.Module, ILayer
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    private readonly double _epsilon;

    public RmsNorm(long size, double epsilon, TensorPlace place)
        : base(nameof(RmsNorm))
    {
        _weight = place.Parameter(size);
        _epsilon = epsilon;
        RegisterComponents();
    }

    /// <summary>x: [..., size] → [..., size].</summary>
    public Tensor Forward(Tensor x)
    {
        // The mean square of half-precision values is taken in float32, as the public implementation does.
        Tensor wide = x.dtype == ScalarType.Float32 ? x : x.to_type(ScalarType.Float32); // [..., size]
        Tensor scale = wide.mul(wide).mean([-1], keepdim: true).Plus(_epsilon).rsqrt(); // [..., 1]
        Tensor normal = wide.mul(scale); // [..., size]

        // Back to the weight's type before the multiplication: the public implementation rounds here.
        return _weight.mul(x.dtype == ScalarType.Float32 ? normal : normal.to_type(x.dtype));
    }
}
