using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Lora;

/// <summary>
/// Starts of adapters that are a part of the weights themselves, which the weights lose then: what an adapter saved
/// without conversion leaves to its reader.
/// </summary>
internal static class LoraStart
{
    /// <summary>The largest singular values (arXiv 2404.02948).</summary>
    public const string Pissa = "pissa";

    /// <summary>The first columns of an orthogonal basis (arXiv 2406.01775).</summary>
    public const string Olora = "olora";

    /// <summary>
    /// What a layer's weight loses, as an adapter that takes it away; null where the start takes nothing.
    /// </summary>
    /// <param name="start">Name of the start.</param>
    /// <param name="layer">The layer, unchanged.</param>
    /// <param name="rank">Of the adapter.</param>
    /// <param name="scale">Of the adapter.</param>
    /// <param name="type">Number type of what goes through the layer.</param>
    public static LoraAdapter? Of(string? start, IAdaptable layer, int rank, double scale, ScalarType type)
    {
        if (start is not (Pissa or Olora))
        {
            return null;
        }

        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();

        // In double: what is taken away is large beside what is left.
        Tensor matrix = layer.Matrix().to_type(ScalarType.Float64); // [outputs, inputs]
        (Tensor a, Tensor b) = start == Pissa ? Largest(matrix, rank) : First(matrix, rank);
        return new LoraAdapter(Fixed(a, type), Fixed(b, type), start == Pissa ? -1 : -scale);
    }

    private static (Tensor A, Tensor B) Largest(Tensor matrix, int rank)
    {
        (Tensor u, Tensor s, Tensor v) = linalg.svd(matrix, false); // [outputs, n], [n], [n, inputs]
        return (v.narrow(0, 0, rank), u.narrow(1, 0, rank).mul(s.narrow(0, 0, rank)));
    }

    private static (Tensor A, Tensor B) First(Tensor matrix, int rank)
    {
        (Tensor q, Tensor r) = linalg.qr(matrix); // [outputs, n], [n, inputs]
        return (r.narrow(0, 0, rank), q.narrow(1, 0, rank));
    }

    private static Parameter Fixed(Tensor value, ScalarType type) =>
        KeptParameter.Of(value.to_type(type).contiguous().clone(), trains: false);
}
