using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>
/// What a layer's 8-bit weights are multiplied by, one number an output: weight = scale · n with n in −127 … 127, the
/// largest weight of the output at ±127 (symmetric, per channel; arXiv 1806.08342, section 3). Weights only: what goes
/// through the layer stays as it is.
/// </summary>
internal sealed class Int8Scale : IDisposable
{
    private const int Largest = 127;

    // Weights that are widened at a time: 2 MB in bfloat16, which stay in the processor's cache and which malloc hands
    // out again and again. In pieces of 64 MB decoding was thirteen times slower, for each was new memory from the
    // system (docs/log.md).
    private const long WidenedTogether = 1L << 20;

    // [outputs] of float32.
    private readonly Tensor _scale;

    /// <summary>
    /// Sets memory aside before any weight is loaded: what stays, allocated between what goes, would leave holes as
    /// large as the model.
    /// </summary>
    public Int8Scale(long outputs, Device device) =>
        _scale = zeros([outputs], ScalarType.Float32, device).DetachFromDisposeScope();

    /// <summary>Rounds weights [outputs, inputs] into the target of int8.</summary>
    public void Round(Tensor weights, Tensor target)
    {
        using IDisposable noGradient = no_grad();
        using IDisposable scope = NewDisposeScope();
        foreach ((long start, long count) in Blocks(weights))
        {
            using IDisposable inner = NewDisposeScope();
            Tensor wide = weights.narrow(0, start, count).to_type(ScalarType.Float32); // [n, inputs]
            Tensor own = wide.abs().amax([1], keepdim: true).TimesInPlace(1.0 / Largest); // [n, 1]

            // An output whose weights are all 0 has the scale 0: any divisor gives 0.
            Tensor divisor = own.Masked(own.IsEqual(0), 1); // [n, 1]
            target.narrow(0, start, count).copy_(wide.div(divisor).round());
            _scale.narrow(0, start, count).copy_(own.squeeze(1));
        }
    }

    /// <summary>x: [..., inputs], weights: int8 [outputs, inputs] → [..., outputs] in the type of x.</summary>
    public Tensor Linear(Tensor x, Tensor weights, Tensor? bias)
    {
        Tensor[] parts = [.. Blocks(weights).Select(block => Product(x, weights.narrow(0, block.Start, block.Count)))];

        // The scale is float32, and so is what it multiplies: rounding it to half precision would shift whole outputs.
        Tensor y = (parts.Length == 1 ? parts[0] : cat(parts, -1)).mul(_scale); // [..., outputs]
        return (bias is null ? y : y.Plus(bias)).to_type(x.dtype); // [..., outputs]
    }

    /// <summary>weights: int8 [outputs, inputs] → the numbers that they stand for, in float32.</summary>
    public Tensor Widen(Tensor weights) => weights.to_type(ScalarType.Float32).mul(_scale.unsqueeze(1));

    /// <inheritdoc/>
    public void Dispose() => _scale.Dispose();

    private static Tensor Product(Tensor x, Tensor weights)
    {
        // Whole numbers up to 256 are exact in bfloat16.
        using Tensor wide = weights.to_type(x.dtype); // [n, inputs]
        return nn.functional.linear(x, wide); // [..., n]
    }

    private static IEnumerable<(long Start, long Count)> Blocks(Tensor weights)
    {
        long rows = weights.shape[0];
        long together = Math.Max(1, WidenedTogether / Math.Max(1, weights.shape[1]));
        for (long start = 0; start < rows; start += together)
        {
            yield return (start, Math.Min(together, rows - start));
        }
    }
}
