using System.Buffers.Binary;

namespace Mpa.Imaging;

/// <summary>Turns the samples of a PNG row into RGB.</summary>
/// <param name="header">Says what a sample is.</param>
/// <param name="palette">Of PLTE, three bytes a color; indices beyond it are black.</param>
/// <param name="clear">
/// Of tRNS: alpha of palette entries, or the gray value that is transparent. A key among red, green and blue is not
/// heeded, for transformers' convert_to_rgb heeds none.
/// </param>
/// <param name="colors">What becomes of transparency and of 16-bit gray.</param>
internal sealed class PngPixels(
    PngHeader header, ReadOnlyMemory<byte> palette, ReadOnlyMemory<byte> clear, ImageColors colors)
{
    private readonly byte[] _palette = Pad(palette.Span);

    private readonly int? _clearGray =
        header.Color == PngColor.Gray && clear.Length >= 2
            ? BinaryPrimitives.ReadUInt16BigEndian(clear.Span)
            : null;

    /// <summary>Whether a pixel was not opaque.</summary>
    public bool Transparent { get; private set; }

    /// <summary>The largest value of 16-bit gray.</summary>
    public int Brightest { get; private set; }

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
            Span<byte> pixel = rgb.Slice(x * step, 3);
            WriteColor(row, x, pixel);
            if (colors == ImageColors.OnWhite && Alpha(row, x) is < byte.MaxValue and byte alpha)
            {
                Transparent = true;
                WhitePaper.Under(pixel, alpha);
            }
        }
    }

    private byte Alpha(ReadOnlySpan<byte> row, int x) => header.Color switch
    {
        PngColor.Rgba => Sample(row, (x * 4) + 3),
        PngColor.GrayAlpha => Sample(row, (x * 2) + 1),
        PngColor.Palette when Packed(row, x) < clear.Length => clear.Span[Packed(row, x)],
        PngColor.Gray when _clearGray is { } gray && Value(row, x) == gray => 0,
        _ => byte.MaxValue,
    };

    private void WriteColor(ReadOnlySpan<byte> row, int x, Span<byte> rgb)
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

    /// <summary>Fewer bits are stretched to 0–255.</summary>
    private byte Gray(ReadOnlySpan<byte> row, int x) => header.Depth switch
    {
        16 => Gray16(Value(row, x)),
        8 => row[x],
        _ => (byte)(Packed(row, x) * 255 / ((1 << header.Depth) - 1)),
    };

    private byte Gray16(int value)
    {
        Brightest = Math.Max(Brightest, value);
        return (byte)(colors == ImageColors.OnWhite ? value >> 8 : Math.Min(value, byte.MaxValue));
    }

    private int Value(ReadOnlySpan<byte> row, int x) => header.Depth == 16
        ? BinaryPrimitives.ReadUInt16BigEndian(row[(x * 2)..])
        : Packed(row, x);

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
