using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Golden;

/// <summary>Compares tensors and says by how much and where they differ.</summary>
internal static class Near
{
    private static readonly TorchSharp.Scalar MinusOne = -1L;

    public static void Equal(Tensor expected, Tensor actual, double tolerance, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        using Tensor difference = expected.to_type(ScalarType.Float64).add(actual.to_type(ScalarType.Float64), MinusOne).abs();
        double largest = difference.numel() == 0 ? 0 : difference.max().item<double>();
        Assert.True(largest <= tolerance, $"{what}: largest difference {largest:g4} is over {tolerance:g4}");
    }

    public static void Relative(double expected, double actual, double tolerance, string what) =>
        Assert.True(
            Math.Abs(expected - actual) <= tolerance * Math.Max(Math.Abs(expected), 1e-12),
            $"{what}: {actual:g9} is not within {tolerance:g3} (relative) of {expected:g9}");
}
