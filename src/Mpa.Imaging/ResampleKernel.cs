namespace Mpa.Imaging;

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
