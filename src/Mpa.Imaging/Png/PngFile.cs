using System.Buffers.Binary;

namespace Mpa.Imaging;

/// <summary>A PNG file as its chunks. The header is read at once, the others when they are asked for.</summary>
internal sealed class PngFile
{
    private const int ChunkFrame = 12;
    private const int HeaderChunkEnd = 33;

    private readonly byte[] _bytes;
    private readonly string _name;

    /// <exception cref="ImageException">The header is cut or not allowed.</exception>
    public PngFile(byte[] bytes, string name)
    {
        _bytes = bytes;
        _name = name;
        (string type, ReadOnlyMemory<byte> data, _) = ReadChunk(Signature.Length);
        Header = (type == "IHDR" ? PngHeader.Parse(data.Span) : null)
            ?? throw Damaged("the PNG header holds values that are not allowed");
    }

    /// <summary>The eight bytes that every PNG begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public PngHeader Header { get; }

    public string Name => _name;

    /// <summary>All chunks between the header and IEND, in order.</summary>
    /// <exception cref="ImageException">A chunk is cut or its check sum is wrong.</exception>
    public IEnumerable<(string Type, ReadOnlyMemory<byte> Data)> Chunks()
    {
        int at = HeaderChunkEnd;
        while (true)
        {
            (string type, ReadOnlyMemory<byte> data, at) = ReadChunk(at);
            if (type == "IEND")
            {
                yield break;
            }

            yield return (type, data);
        }
    }

    /// <summary>How many pictures the chunk acTL of an animated PNG tells of.</summary>
    public static uint Pictures(ReadOnlySpan<byte> data) =>
        data.Length < 4 ? 1 : BinaryPrimitives.ReadUInt32BigEndian(data);

    public ImageException Damaged(string detail) =>
        new(_name, ImageException.Damaged, $"{detail}; fetch or save it again");

    private (string Type, ReadOnlyMemory<byte> Data, int Next) ReadChunk(int at)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(Math.Min(at, _bytes.Length));
        long length = rest.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (rest.Length < ChunkFrame + length)
        {
            throw new ImageException(
                _name,
                ImageException.Truncated,
                $"the PNG ends after {_bytes.Length:N0} bytes, in the middle; fetch or save it again");
        }

        int end = 8 + (int)length;
        if (PngChecksum.Of(rest[4..end]) != BinaryPrimitives.ReadUInt32BigEndian(rest[end..]))
        {
            throw Damaged($"the check sum of the chunk at byte {at:N0} is wrong");
        }

        string type = System.Text.Encoding.Latin1.GetString(rest[4..8]);
        return (type, _bytes.AsMemory(at + 8, (int)length), at + end + 4);
    }
}

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

/// <summary>Color types of PNG, by their numbers in the file.</summary>
internal enum PngColor
{
    /// <summary>One gray sample.</summary>
    Gray = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 2,

    /// <summary>An index into the palette.</summary>
    Palette = 3,

    /// <summary>Gray and alpha.</summary>
    GrayAlpha = 4,

    /// <summary>Red, green, blue, alpha.</summary>
    Rgba = 6,
}

/// <summary>CRC-32 of a chunk's type and data (PNG specification, annex D).</summary>
public static class PngChecksum
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = Enumerable.Range(0, 256).Select(Divide).ToArray();

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint Divide(int value)
    {
        uint remainder = (uint)value;
        for (int bit = 0; bit < 8; bit++)
        {
            remainder = (remainder & 1) == 1 ? (remainder >> 1) ^ Polynomial : remainder >> 1;
        }

        return remainder;
    }
}
