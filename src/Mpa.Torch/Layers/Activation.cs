using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>Functions that stand between linear layers, by what config.json calls them.</summary>
internal enum Activation
{
    /// <summary>"silu": x · sigmoid(x).</summary>
    Silu,

    /// <summary>"gelu": exact, with erf.</summary>
    Gelu,

    /// <summary>"gelu_pytorch_tanh" and "gelu_new": GELU by tanh.</summary>
    GeluTanh,

    /// <summary>"quick_gelu": x · sigmoid(1.702 x).</summary>
    QuickGelu,
}

/// <summary>Calculates activations.</summary>
internal static class Activations
{
    /// <summary>cap · tanh(x / cap), for x of any shape.</summary>
    public static Tensor Bounded(this Tensor x, double cap) => x.Times(1 / cap).tanh().Times(cap);

    /// <summary>x: any shape → the same.</summary>
    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Silu => x.silu(),
        Activation.Gelu => x.gelu(),
        Activation.GeluTanh => x.gelu(GELU.Approximate.tanh),
        Activation.QuickGelu => x.mul(x.Times(1.702).sigmoid()),
        _ => throw new InvalidOperationException($"{activation} is no activation"),
    };
}
