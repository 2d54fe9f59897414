using TorchSharp;
using static TorchSharp.torch;

namespace Mpa.Torch;

/// <summary>What <c>mpa doctor</c> tells of libtorch on this machine.</summary>
public static class EngineFacts
{
    private const int WideSize = 8192;
    private const int Rounds = 8;

    // Of the work from a size to the next.
    private const int Growth = 8;

    // Sides of the matrices. Larger products come nearer to the peak.
    private static readonly int[] Sizes = [256, 512, 1024, 2048];

    /// <summary>
    /// What a measurement may take, about: where a number type has no instruction, far less is measured.
    /// </summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Names and values: libtorch's version and its threads.</summary>
    public static IReadOnlyList<(string Name, string Value)> Versions() =>
    [
        ("TorchSharp", typeof(torch).Assembly.GetName().Version!.ToString(3)),
        ("libtorch", $"{__version__}, {get_num_threads()} threads"),
    ];

    /// <summary>
    /// Measures for some seconds, each figure within <see cref="Limit"/>, with all of libtorch's threads; takes 256
    /// MiB.
    /// </summary>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Told what is measured next.</param>
    /// <param name="cancellation">Ends it between two products.</param>
    public static EngineSpeed Measure(TimeProvider time, Action<string> tell, CancellationToken cancellation)
    {
        tell("products in float32");
        double single = PeakFlops(ScalarType.Float32, time, cancellation);
        tell("products in bfloat16");
        double half = PeakFlops(ScalarType.BFloat16, time, cancellation);
        tell("the reading of weights");
        return new EngineSpeed(single, half, MemoryRate(time, cancellation));
    }

    /// <summary>
    /// The best rate of eight products of matrices, in floating-point operations a second (2·n³ a product): of 2048 ×
    /// 2048, or the largest for which there is time.
    /// </summary>
    /// <param name="type">Of the numbers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it between two products.</param>
    internal static double PeakFlops(ScalarType type, TimeProvider time, CancellationToken cancellation)
    {
        int at = 0;
        double seconds = Product(Sizes[at], 1);
        while (at < Sizes.Length - 1)
        {
            int rounds = at == Sizes.Length - 2 ? Rounds : 1;
            if (Growth * seconds * (rounds + 1) > Limit.TotalSeconds)
            {
                break;
            }

            seconds = Product(Sizes[++at], rounds);
        }

        return 2.0 * Sizes[at] * Sizes[at] * Sizes[at] / seconds;

        double Product(int size, int rounds)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable mode = inference_mode();
            Tensor a = ones(size, size, dtype: type);
            return Best(() => matmul(a, a).Dispose(), rounds, time, cancellation);
        }
    }

    /// <summary>
    /// The best rate of eight products of one row and a matrix of 256 MiB, in bytes of the matrix a second.
    /// </summary>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it between two products.</param>
    internal static double MemoryRate(TimeProvider time, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        Tensor weights = ones(WideSize, WideSize, dtype: ScalarType.Float32); // [outputs, inputs]
        Tensor row = ones(1, WideSize, dtype: ScalarType.Float32); // [1, inputs]
        double seconds = Best(() => nn.functional.linear(row, weights).Dispose(), Rounds, time, cancellation);
        return (double)WideSize * WideSize * sizeof(float) / seconds;
    }

    /// <summary>Seconds of the fastest round after one that isn't counted.</summary>
    private static double Best(Action work, int rounds, TimeProvider time, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        work();
        return Enumerable.Range(0, rounds).Min(_ =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Seconds(work, time);
        });
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
