using Mpa.Torch.Lora;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>
/// A layer that maps vectors one by one, whatever stands before them: families differ in which norm or MLP stands in a
/// place.
/// </summary>
internal interface ILayer
{
    /// <summary>x: [..., inputs] → [..., outputs].</summary>
    Tensor Forward(Tensor x);
}

/// <summary>y = x Wᵀ + b, plus a low-rank update while an adapter is attached.</summary>
internal sealed class Linear : nn.Module, ILayer, IAdaptable
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    // No registered component: no checkpoint stores it. Null where the weights are no 8-bit numbers.
    private readonly Int8Scale? _scale;

    public Linear(long inputs, long outputs, bool bias, TensorPlace place)
        : base(nameof(Linear))
    {
        _weight = place.Int8
            ? new Parameter(empty(outputs, inputs, ScalarType.Int8, place.Device), requires_grad: false)
            : place.Parameter(outputs, inputs);
        _scale = place.Int8 ? new Int8Scale(outputs, place.Device) : null;
        _bias = bias ? place.Parameter(outputs) : null;
        RegisterComponents();
    }

    /// <summary>[outputs, inputs].</summary>
    public Parameter Weight => _weight;

    /// <inheritdoc/>
    public Parameter? Bias => _bias;

    /// <summary>
    /// What is attached: listed, saved and trained apart from the checkpoint's own keys.
    /// </summary>
    public IList<LoraAdapter> Adapters { get; } = [];

    /// <summary>Whether the weights are 8-bit numbers, to be set by <see cref="Quantize"/>.</summary>
    public bool IsInt8 => _scale is not null;

    /// <inheritdoc/>
    public Tensor Matrix() => _scale is null ? _weight.to_type(ScalarType.Float32) : _scale.Widen(_weight);

    /// <summary>Rounds weights [outputs, inputs] of any floating type into this layer's 8 bits.</summary>
    /// <exception cref="InvalidOperationException">The layer was made for another number type.</exception>
    public void Quantize(Tensor weights) =>
        (_scale ?? throw new InvalidOperationException("the layer holds no 8-bit weights")).Round(weights, _weight);

    /// <summary>x: [..., inputs] → [..., outputs].</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor y = _scale is null ? nn.functional.linear(x, _weight, _bias) : _scale.Linear(x, _weight, _bias);
        foreach (LoraAdapter adapter in Adapters)
        {
            y = adapter.AddTo(y, x, this); // [..., outputs]
        }

        return y;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _scale?.Dispose();
        }

        base.Dispose(disposing);
    }
}
