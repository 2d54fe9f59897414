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
        Header = (type == "IHDR" ? PngHeader.Parse(data.Span) : null) ?? throw Damaged("the PNG header holds values that are not allowed");
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

    public ImageException Damaged(string detail) => new(_name, ImageException.Damaged, $"{detail}; fetch or save it again");

    private (string Type, ReadOnlyMemory<byte> Data, int Next) ReadChunk(int at)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(Math.Min(at, _bytes.Length));
        long length = rest.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (rest.Length < ChunkFrame + length)
        {
            throw new ImageException(_name, ImageException.Truncated, $"the PNG ends after {_bytes.Length:N0} bytes, in the middle; fetch or save it again");
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
