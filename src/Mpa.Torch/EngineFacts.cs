using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Mpa.Torch;

/// <summary>What <c>mpa doctor</c> tells of libtorch on this machine.</summary>
public static class EngineFacts
{
    private const int Size = 2048;
    private const int Rounds = 8;

    /// <summary>Names and values: libtorch's version, its threads, and the best of eight products of 2048 × 2048 matrices in fp32 and in bf16.</summary>
    public static IReadOnlyList<(string Name, string Value)> Measure(TimeProvider time)
    {
        int threads = get_num_threads();
        return
        [
            ("TorchSharp", typeof(torch).Assembly.GetName().Version!.ToString(3)),
            ("libtorch", $"{__version__}, {threads} threads"),
            ("GEMM fp32", Rate(PeakFlops(ScalarType.Float32, time))),
            ("GEMM bf16", Rate(PeakFlops(ScalarType.BFloat16, time))),
        ];
    }

    /// <summary>The best rate of a square matrix product, in floating-point operations a second (2·n³ a product).</summary>
    /// <param name="type">Of the numbers.</param>
    /// <param name="time">The clock.</param>
    public static double PeakFlops(ScalarType type, TimeProvider time)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        Tensor a = ones(Size, Size, dtype: type);
        matmul(a, a).Dispose();
        double best = Enumerable.Range(0, Rounds).Min(_ => Seconds(() => matmul(a, a).Dispose(), time));
        return 2.0 * Size * Size * Size / best;
    }

    private static double Seconds(Action work, TimeProvider time)
    {
        long began = time.GetTimestamp();
        work();
        return time.GetElapsedTime(began).TotalSeconds;
    }

    private static string Rate(double flops) => string.Create(CultureInfo.InvariantCulture, $"{flops / 1e9:0} GFLOPS");
}
