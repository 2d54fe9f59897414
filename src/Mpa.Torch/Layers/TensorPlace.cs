using Mpa.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>Element type and device of the parameters that a module makes.</summary>
/// <param name="Dtype">float32 for training; bfloat16 halves a large teacher's memory.</param>
/// <param name="Device">cpu, or meta for shapes without memory.</param>
/// <param name="Int8">Linear layers hold their weights in 8 bits.</param>
internal sealed record TensorPlace(ScalarType Dtype, Device Device, bool Int8 = false)
{
    /// <summary>float32 in main memory.</summary>
    public static TensorPlace Cpu { get; } = new(ScalarType.Float32, torch.CPU);

    /// <summary>Main memory, in the given number type.</summary>
    public static TensorPlace Of(WeightType weights)
    {
        // Beside 8-bit weights stand norms, embeddings and what goes through the layers, in bfloat16.
        ScalarType dtype = weights == WeightType.Float32 ? ScalarType.Float32 : ScalarType.BFloat16;
        return new TensorPlace(dtype, torch.CPU, weights == WeightType.Int8);
    }

    /// <summary>An uninitialized parameter; a checkpoint or an initializer fills it.</summary>
    public TorchSharp.Modules.Parameter Parameter(params long[] shape) =>
        new(empty(shape, Dtype, Device), requires_grad: true);
}
