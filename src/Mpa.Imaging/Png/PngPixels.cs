using System.Buffers.Binary;

namespace Mpa.Imaging;

/// <summary>Turns the samples of a PNG row into RGB as Pillow's convert("RGB") does.</summary>
/// <param name="header">Says what a sample is.</param>
/// <param name="palette">Of PLTE, three bytes a color; indices beyond it are black.</param>
internal sealed class PngPixels(PngHeader header, ReadOnlyMemory<byte> palette)
{
    private readonly byte[] _palette = Pad(palette.Span);

    /// <summary>
    /// Writes <paramref name="width"/> pixels of a restored row, <paramref name="step"/> bytes apart.
    /// </summary>
    public void Write(ReadOnlySpan<byte> row, int width, Span<byte> rgb, int step)
    {
        if (header is { Color: PngColor.Rgb, Depth: 8 } && step == 3)
        {
            row.CopyTo(rgb);
            return;
        }

        for (int x = 0; x < width; x++)
        {
            WritePixel(row, x, rgb.Slice(x * step, 3));
        }
    }

    private void WritePixel(ReadOnlySpan<byte> row, int x, Span<byte> rgb)
    {
        int first = x * header.Channels;
        if (header.Color == PngColor.Palette)
        {
            _palette.AsSpan(Packed(row, x) * 3, 3).CopyTo(rgb);
        }
        else if (header.Color is PngColor.Rgb or PngColor.Rgba)
        {
            rgb[0] = Sample(row, first);
            rgb[1] = Sample(row, first + 1);
            rgb[2] = Sample(row, first + 2);
        }
        else
        {
            rgb[..3].Fill(header.Color == PngColor.Gray ? Gray(row, x) : Sample(row, first));
        }
    }

    /// <summary>8 bits, or the upper 8 of 16.</summary>
    private byte Sample(ReadOnlySpan<byte> row, int index) => row[header.Depth == 16 ? index * 2 : index];

    /// <summary>
    /// Fewer bits are stretched to 0–255; 16 bits are clipped at 255, for so does Pillow (its mode I;16).
    /// </summary>
    private byte Gray(ReadOnlySpan<byte> row, int x) => header.Depth switch
    {
        16 => (byte)Math.Min((int)BinaryPrimitives.ReadUInt16BigEndian(row[(x * 2)..]), 255),
        8 => row[x],
        _ => (byte)(Packed(row, x) * 255 / ((1 << header.Depth) - 1)),
    };

    /// <summary>A sample of 1, 2, 4 or 8 bits, the first in the highest bits.</summary>
    private int Packed(ReadOnlySpan<byte> row, int x)
    {
        int bit = x * header.Depth;
        return (row[bit / 8] >> (8 - header.Depth - (bit % 8))) & ((1 << header.Depth) - 1);
    }

    private static byte[] Pad(ReadOnlySpan<byte> colors)
    {
        byte[] padded = new byte[256 * 3];
        colors[..Math.Min(colors.Length, padded.Length)].CopyTo(padded);
        return padded;
    }
}
