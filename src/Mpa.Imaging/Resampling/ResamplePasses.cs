using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mpa.Imaging;

/// <summary>
/// The two passes over 8-bit pixels, any number of interleaved channels up to four; integer sums, so the order does not
/// matter.
/// </summary>
internal static class ResamplePasses
{
    private const int Half = 1 << (ResampleWeights.PrecisionBits - 1);

    /// <summary>Weighs pixels of a row: [rows, width, channels] to [rows, weights.Length, channels].</summary>
    public static byte[] Horizontal(
        ReadOnlySpan<byte> pixels, int rows, int width, int channels, ResampleWeights weights)
    {
        byte[] result = new byte[checked(rows * weights.Length * channels)];
        int[] wide = new int[(width * channels) + Vector128<int>.Count];
        for (int y = 0; y < rows; y++)
        {
            Widen(pixels.Slice(y * width * channels, width * channels), wide);
            WeighRow(wide, result.AsSpan(y * weights.Length * channels), channels, weights);
        }

        return result;
    }

    /// <summary>Weighs rows: [rows, stride] to [weights.Length, stride].</summary>
    public static byte[] Vertical(ReadOnlySpan<byte> pixels, int stride, ResampleWeights weights)
    {
        byte[] result = new byte[checked(weights.Length * stride)];
        for (int y = 0; y < weights.Length; y++)
        {
            ReadOnlySpan<int> taps = weights.Of(y);
            ReadOnlySpan<byte> rows = pixels.Slice(weights.Start(y) * stride, taps.Length * stride);
            WeighColumns(rows, stride, taps, result.AsSpan(y * stride, stride));
        }

        return result;
    }

    private static void Widen(ReadOnlySpan<byte> row, Span<int> wide)
    {
        for (int i = 0; i < row.Length; i++)
        {
            wide[i] = row[i];
        }
    }

    /// <summary>
    /// One output pixel at a time, its channels in the lanes of a vector; lanes beyond the channels are ignored.
    /// </summary>
    private static void WeighRow(ReadOnlySpan<int> row, Span<byte> output, int channels, ResampleWeights weights)
    {
        ref int source = ref MemoryMarshal.GetReference(row);
        for (int x = 0; x < weights.Length; x++)
        {
            Vector128<int> sum = Vector128.Create(Half);
            nuint at = (nuint)(weights.Start(x) * channels);
            foreach (int weight in weights.Of(x))
            {
                sum += Vector128.LoadUnsafe(ref source, at) * weight;
                at += (nuint)channels;
            }

            Vector128<int> clipped = Vector128.Clamp(
                sum >> ResampleWeights.PrecisionBits, Vector128<int>.Zero, Vector128.Create(255));
            for (int c = 0; c < channels; c++)
            {
                output[(x * channels) + c] = (byte)clipped.GetElement(c);
            }
        }
    }

    private static void WeighColumns(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<int> taps, Span<byte> output)
    {
        int x = 0;
        for (; x <= stride - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            WeighBlock(rows[x..], stride, taps).CopyTo(output[x..]);
        }

        for (; x < stride; x++)
        {
            int sum = Half;
            for (int tap = 0; tap < taps.Length; tap++)
            {
                sum += rows[(tap * stride) + x] * taps[tap];
            }

            output[x] = (byte)Math.Clamp(sum >> ResampleWeights.PrecisionBits, 0, 255);
        }
    }

    private static Vector<byte> WeighBlock(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<int> taps)
    {
        Vector<int> a = new(Half), b = a, c = a, d = a;
        ref byte source = ref MemoryMarshal.GetReference(rows);
        for (int tap = 0; tap < taps.Length; tap++)
        {
            Vector.Widen(
                Vector.LoadUnsafe(ref source, (nuint)(tap * stride)),
                out Vector<ushort> low,
                out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> w0, out Vector<uint> w1);
            Vector.Widen(high, out Vector<uint> w2, out Vector<uint> w3);
            int weight = taps[tap];
            a += Vector.AsVectorInt32(w0) * weight;
            b += Vector.AsVectorInt32(w1) * weight;
            c += Vector.AsVectorInt32(w2) * weight;
            d += Vector.AsVectorInt32(w3) * weight;
        }

        return Vector.Narrow(Vector.Narrow(Clip(a), Clip(b)), Vector.Narrow(Clip(c), Clip(d)));
    }

    private static Vector<uint> Clip(Vector<int> sums) =>
        Vector.AsVectorUInt32(
            Vector.Min(Vector.Max(sums >> ResampleWeights.PrecisionBits, Vector<int>.Zero), new Vector<int>(255)));
}
