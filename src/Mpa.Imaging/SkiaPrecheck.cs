using System.Buffers.Binary;

namespace Mpa.Imaging;

/// <summary>Two faults that SkiaSharp only calls invalid, named from the header: a BMP beyond its limit of 65,535 a side, and a cut WebP.</summary>
internal static class SkiaPrecheck
{
    private const int BmpHeaderBytes = 26;
    private const int BmpCoreHeader = 12;
    private const int RiffPrefix = 8;

    /// <exception cref="ImageException">Too many pixels, or the file ends early.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, string name, ImageLimits limits)
    {
        if (bytes.StartsWith("BM"u8) && bytes.Length >= BmpHeaderBytes && BinaryPrimitives.ReadInt32LittleEndian(bytes[14..]) != BmpCoreHeader)
        {
            // A negative height says that rows run downwards.
            long height = BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]);
            limits.CheckPixels(name, BinaryPrimitives.ReadUInt32LittleEndian(bytes[18..]), Math.Abs(height));
        }

        if (bytes.StartsWith("RIFF"u8) && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + (long)RiffPrefix > bytes.Length)
        {
            throw new ImageException(name, ImageException.Truncated, $"the WebP ends after {bytes.Length:N0} bytes, in the middle; fetch or save it again");
        }
    }
}
