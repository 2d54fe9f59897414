using System.Buffers.Binary;

namespace Mpa.Imaging;

/// <summary>The IHDR chunk (PNG specification, third edition, 11.2.1).</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Depth">Bits of a sample or palette index.</param>
/// <param name="Color">What a pixel consists of.</param>
/// <param name="Interlaced">Adam7.</param>
internal sealed record PngHeader(int Width, int Height, int Depth, PngColor Color, bool Interlaced)
{
    /// <summary>Samples of a pixel.</summary>
    public int Channels => Color switch
    {
        PngColor.Rgb => 3,
        PngColor.GrayAlpha => 2,
        PngColor.Rgba => 4,
        _ => 1,
    };

    private int BitsPerPixel => Channels * Depth;

    /// <summary>Distance of a byte to the one that filters look back to.</summary>
    public int FilterStep => Math.Max(1, BitsPerPixel / 8);

    /// <summary>Bytes of a row of <paramref name="width"/> pixels, without the filter's byte.</summary>
    public int RowBytes(int width) => checked((int)((((long)width * BitsPerPixel) + 7) / 8));

    /// <returns>Null if a value is not allowed.</returns>
    public static PngHeader? Parse(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length != 13 || chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
        {
            return null;
        }

        int width = BinaryPrimitives.ReadInt32BigEndian(chunk);
        int height = BinaryPrimitives.ReadInt32BigEndian(chunk[4..]);
        PngHeader header = new(width, height, chunk[8], (PngColor)chunk[9], chunk[12] == 1);
        return width > 0 && height > 0 && header.DepthIsAllowed() ? header : null;
    }

    private bool DepthIsAllowed() => Color switch
    {
        PngColor.Gray => Depth is 1 or 2 or 4 or 8 or 16,
        PngColor.Palette => Depth is 1 or 2 or 4 or 8,
        PngColor.Rgb or PngColor.GrayAlpha or PngColor.Rgba => Depth is 8 or 16,
        _ => false,
    };
}
