using Mpa.Torch.Lora;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>y = x Wᵀ + b, plus a low-rank update while an adapter is attached.</summary>
internal sealed class Linear : nn.Module
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    // Not a registered component: adapters are listed, saved and trained apart from the checkpoint's own keys.
    private LoraAdapter? _adapter;

    public Linear(long inputs, long outputs, bool bias, TensorPlace place)
        : base(nameof(Linear))
    {
        _weight = place.Parameter(outputs, inputs);
        _bias = bias ? place.Parameter(outputs) : null;
        RegisterComponents();
    }

    /// <summary>[outputs, inputs].</summary>
    public Parameter Weight => _weight;

    public LoraAdapter? Adapter => _adapter;

    public void Attach(LoraAdapter? adapter) => _adapter = adapter;

    /// <summary>x: [..., inputs] → [..., outputs].</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor y = nn.functional.linear(x, _weight, _bias);
        return _adapter is null ? y : y.Plus(_adapter.Update(x));
    }
}
