using System.Buffers.Binary;
using System.IO.Compression;

namespace Mpa.Tests.Reports;

/// <summary>Draws a tiny chart and encodes it as PNG, so that sample runs have images.</summary>
internal static class ChartPng
{
    public const int Side = 96;
    private static readonly byte[][] Colors =
        [[214, 69, 65], [52, 119, 190], [60, 150, 92], [240, 170, 50], [130, 90, 170], [90, 90, 90]];

    /// <param name="kind">"bar", "hbar" or "dot".</param>
    /// <param name="values">1 to 9 each, six at most.</param>
    public static byte[] Draw(string kind, IReadOnlyList<int> values)
    {
        byte[] rows = new byte[Side * (1 + (Side * 3))];
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                Pixel(kind, values, x, y).CopyTo(rows.AsSpan((y * (1 + (Side * 3))) + 1 + (x * 3)));
            }
        }

        return Encode(rows);
    }

    private static ReadOnlySpan<byte> Pixel(string kind, IReadOnlyList<int> values, int x, int y)
    {
        (int along, int up) = kind == "hbar" ? (y, x) : (x, Side - 1 - y);
        int slot = along * values.Count / Side;
        double inSlot = ((double)along * values.Count / Side) - slot;
        int top = values[slot] * 9;
        bool painted = kind == "dot"
            ? Math.Pow((inSlot - 0.5) * Side / values.Count, 2) + Math.Pow(up - top, 2) < 22
            : inSlot is > 0.2 and < 0.8 && up < top;
        return painted ? Colors[slot] : (up % 9 == 0 ? [228, 228, 224] : [251, 250, 247]);
    }

    private static byte[] Encode(byte[] rows)
    {
        using MemoryStream packed = new();
        using (ZLibStream zip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zip.Write(rows);
        }

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Side);
        (header[8], header[9]) = (8, 2); // 8 bits, RGB
        return
        [
            0x89,
            .. "PNG\r\n\x1a\n"u8,
            .. Chunk("IHDR"u8, header),
            .. Chunk("IDAT"u8, packed.ToArray()),
            .. Chunk("IEND"u8, []),
        ];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] body)
    {
        byte[] chunk = [0, 0, 0, 0, .. type, .. body, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4, chunk.Length - 8)));
        return chunk;
    }

    // The CRC of the PNG specification, annex D.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xedb88320;
            }
        }

        return ~crc;
    }
}
