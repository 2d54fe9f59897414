using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>How large the numbers of a tensor are.</summary>
internal static class TensorSizes
{
    /// <summary>Root of the mean of the squares of all.</summary>
    public static double RootMeanSquare(this Tensor a) => a.norm().Value() / Math.Sqrt(a.numel());

    /// <summary>[rows, columns] → [rows], the length of each row.</summary>
    public static Tensor RowLengths(this Tensor a) => a.mul(a).sum(1).sqrt();
}
