namespace Mpa.Imaging;

/// <summary>
/// What each output position of one axis takes from which input positions: fixed-point weights with 22 fractional bits,
/// as precompute_coeffs and normalize_coeffs_8bpc of Pillow's Resample.c compute them.
/// </summary>
internal sealed class ResampleWeights
{
    /// <summary>Fractional bits of a weight: 32 − 8 for the pixel − 2 for overshoot.</summary>
    public const int PrecisionBits = 22;

    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly int[] _weights;
    private readonly int _stride;

    /// <summary>Computes the weights of one axis.</summary>
    /// <param name="input">Input length in pixels.</param>
    /// <param name="output">Output length in pixels.</param>
    /// <param name="filter">Its support is stretched when shrinking.</param>
    public ResampleWeights(int input, int output, ResampleFilter filter)
    {
        double scale = (double)input / output;
        double stretch = Math.Max(1, scale);
        double support = ResampleKernel.Support(filter) * stretch;
        _stride = ((int)Math.Ceiling(support) * 2) + 1;
        _starts = new int[output];
        _counts = new int[output];
        _weights = new int[checked(output * _stride)];
        double[] row = new double[_stride];
        for (int i = 0; i < output; i++)
        {
            double center = (i + 0.5) * scale;
            _starts[i] = Math.Max(0, (int)(center - support + 0.5));
            _counts[i] = Math.Min(input, (int)(center + support + 0.5)) - _starts[i];
            Fill(row.AsSpan(0, _counts[i]), filter, _starts[i] - center, 1 / stretch);
            Round(row.AsSpan(0, _counts[i]), _weights.AsSpan(i * _stride));
        }
    }

    /// <summary>Output length in pixels.</summary>
    public int Length => _starts.Length;

    /// <summary>First input position of output <paramref name="i"/>.</summary>
    public int Start(int i) => _starts[i];

    /// <summary>Weights of the inputs from <see cref="Start"/> on.</summary>
    public ReadOnlySpan<int> Of(int i) => _weights.AsSpan(i * _stride, _counts[i]);

    private static void Fill(Span<double> row, ResampleFilter filter, double offset, double step)
    {
        double sum = 0;
        for (int x = 0; x < row.Length; x++)
        {
            row[x] = ResampleKernel.Weight(filter, (x + offset + 0.5) * step);
            sum += row[x];
        }

        for (int x = 0; x < row.Length && sum != 0; x++)
        {
            row[x] /= sum;
        }
    }

    private static void Round(ReadOnlySpan<double> row, Span<int> weights)
    {
        for (int x = 0; x < row.Length; x++)
        {
            double scaled = row[x] * (1 << PrecisionBits);
            weights[x] = (int)(scaled + (scaled < 0 ? -0.5 : 0.5));
        }
    }
}

/// <summary>The filter functions of Pillow's src/libImaging/Resample.c, in its order of operations.</summary>
internal static class ResampleKernel
{
    private const double CubicA = -0.5;

    /// <summary>Half the width of the filter, in source pixels when enlarging.</summary>
    public static double Support(ResampleFilter filter) => filter switch
    {
        ResampleFilter.Lanczos => 3,
        ResampleFilter.Bilinear => 1,
        ResampleFilter.Bicubic => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Lanczos, Bilinear and Bicubic are known."),
    };

    /// <summary>Weight of a pixel at distance <paramref name="x"/> from the center.</summary>
    public static double Weight(ResampleFilter filter, double x) => filter switch
    {
        ResampleFilter.Lanczos => Lanczos(x),
        ResampleFilter.Bilinear => Math.Max(0, 1 - Math.Abs(x)),
        _ => Cubic(Math.Abs(x)),
    };

    private static double Lanczos(double x) => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0;

    private static double Sinc(double x)
    {
        double angle = x * Math.PI;
        return x == 0 ? 1 : Math.Sin(angle) / angle;
    }

    private static double Cubic(double x) => x switch
    {
        < 1 => (((CubicA + 2) * x) - (CubicA + 3)) * x * x + 1,
        < 2 => (((x - 5) * x + 8) * x - 4) * CubicA,
        _ => 0,
    };
}
