using TorchSharp;
using static TorchSharp.torch;

namespace Mpa.Torch;

/// <summary>What <c>mpa doctor</c> tells of libtorch on this machine.</summary>
public static class EngineFacts
{
    private const int Size = 2048;
    private const int WideSize = 8192;
    private const int Rounds = 8;

    /// <summary>Names and values: libtorch's version and its threads.</summary>
    public static IReadOnlyList<(string Name, string Value)> Versions() =>
    [
        ("TorchSharp", typeof(torch).Assembly.GetName().Version!.ToString(3)),
        ("libtorch", $"{__version__}, {get_num_threads()} threads"),
    ];

    /// <summary>Measures for some seconds, with all of libtorch's threads; takes 256 MiB.</summary>
    public static EngineSpeed Measure(TimeProvider time) =>
        new(PeakFlops(ScalarType.Float32, time), PeakFlops(ScalarType.BFloat16, time), MemoryRate(time));

    /// <summary>
    /// The best rate of eight products of 2048 × 2048 matrices, in floating-point operations a second (2·n³ a product).
    /// </summary>
    /// <param name="type">Of the numbers.</param>
    /// <param name="time">The clock.</param>
    internal static double PeakFlops(ScalarType type, TimeProvider time)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        Tensor a = ones(Size, Size, dtype: type);
        return 2.0 * Size * Size * Size / Best(() => matmul(a, a).Dispose(), time);
    }

    /// <summary>
    /// The best rate of eight products of one row and a matrix of 256 MiB, in bytes of the matrix a second.
    /// </summary>
    /// <param name="time">The clock.</param>
    internal static double MemoryRate(TimeProvider time)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        Tensor weights = ones(WideSize, WideSize, dtype: ScalarType.Float32); // [outputs, inputs]
        Tensor row = ones(1, WideSize, dtype: ScalarType.Float32); // [1, inputs]
        double seconds = Best(() => nn.functional.linear(row, weights).Dispose(), time);
        return (double)WideSize * WideSize * sizeof(float) / seconds;
    }

    /// <summary>Seconds of the fastest round after one that isn't counted.</summary>
    private static double Best(Action work, TimeProvider time)
    {
        work();
        return Enumerable.Range(0, Rounds).Min(_ => Seconds(work, time));
    }

    private static double Seconds(Action work, TimeProvider time)
    {
        long began = time.GetTimestamp();
        work();
        return time.GetElapsedTime(began).TotalSeconds;
    }
}

/// <summary>How fast libtorch computes on a machine.</summary>
/// <param name="Float32">Floating-point operations a second of large products of matrices in float32.</param>
/// <param name="BFloat16">The same in bfloat16.</param>
/// <param name="Memory">
/// Bytes of weights that a product of one row reads a second, where the matrix is larger than any cache: what bounds
/// decoding.
/// </param>
public sealed record EngineSpeed(double Float32, double BFloat16, double Memory);
