using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>Normalization over the last dimension.</summary>
internal sealed class NormLayer : nn.Module
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    private readonly NormConfig _config;
    private readonly long[] _shape;

    public NormLayer(NormConfig config, long size, TensorPlace place)
        : base(nameof(NormLayer))
    {
        _config = config;
        _shape = [size];
        _weight = place.Parameter(size);
        _bias = config.Kind == NormKind.Layer ? place.Parameter(size) : null;
        RegisterComponents();
    }

    /// <summary>x: [..., size] → [..., size].</summary>
    public Tensor Forward(Tensor x) => _config.Kind switch
    {
        NormKind.Rms => RootMeanSquare(x),
        NormKind.RmsPlusOne => RootMeanSquarePlusOne(x),
        _ => nn.functional.layer_norm(x, _shape, _weight, _bias, _config.Epsilon),
    };

    private Tensor RootMeanSquare(Tensor x)
    {
        Tensor normal = Normal(x); // [..., size]

        // Back to the weight's type before the multiplication: the public implementation rounds here.
        return _weight.mul(x.dtype == ScalarType.Float32 ? normal : normal.to_type(x.dtype));
    }

    private Tensor RootMeanSquarePlusOne(Tensor x)
    {
        // In float32 to the end, and rounded once: Gemma's order.
        Tensor weight = _weight.to_type(ScalarType.Float32).Plus(1); // [size]
        return Normal(x).mul(weight).to_type(x.dtype); // [..., size]
    }

    private Tensor Normal(Tensor x)
    {
        // The mean square of half-precision values is taken in float32, as the public implementation does.
        Tensor wide = x.dtype == ScalarType.Float32 ? x : x.to_type(ScalarType.Float32); // [..., size]
        Tensor scale = wide.mul(wide).mean([-1], keepdim: true).Plus(_config.Epsilon).rsqrt(); // [..., 1]
        return wide.mul(scale); // [..., size]
    }
}

/// <summary>A layer norm without a bias for each head.</summary>
internal sealed class NormOfHeads : nn.Module
{
    [ComponentName(Name = "norms")]
    private readonly ModuleList<NormLayer> _norms;

    public NormOfHeads(int heads, int headDim, double epsilon, TensorPlace place)
        : base(nameof(NormOfHeads))
    {
        NormConfig norm = new(NormKind.LayerWithoutBias, epsilon);
        _norms = new ModuleList<NormLayer>(
            [.. Enumerable.Range(0, heads).Select(_ => norm.Create(headDim, place))]);
        RegisterComponents();
    }

    /// <summary>x: [B, heads, L, d] → the same.</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor[] heads = x.split(1, 1); // heads × [B, 1, L, d]
        return cat([.. heads.Select((head, i) => _norms[i].Forward(head))], 1); // [B, heads, L, d]
    }
}
