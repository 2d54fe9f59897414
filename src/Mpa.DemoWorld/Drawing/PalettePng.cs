using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Mpa.Imaging;

namespace Mpa.DemoWorld;

/// <summary>
/// Writes an image of few colors as a small PNG (W3C PNG specification, third edition): a palette in order of first
/// appearance, 4 bits a pixel up to 16 colors and 8 above, no filter, no metadata.
/// </summary>
internal static class PalettePng
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The file's bytes.</summary>
    /// <exception cref="ArgumentException">The image has more than 256 colors.</exception>
    public static byte[] Encode(RgbImage image)
    {
        (byte[] indexes, List<Rgb> palette) = Index(image);
        bool small = palette.Count <= 16;
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = (byte)(small ? 4 : 8);
        header[9] = 3;
        using MemoryStream file = new();
        file.Write(Signature);
        Chunk(file, "IHDR", header);
        Chunk(file, "PLTE", [.. palette.SelectMany(color => new[] { color.R, color.G, color.B })]);
        Chunk(file, "IDAT", Compress(Rows(indexes, image.Width, small)));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static (byte[] Indexes, List<Rgb> Palette) Index(RgbImage image)
    {
        byte[] indexes = new byte[image.Width * image.Height];
        Dictionary<Rgb, byte> known = [];
        for (int at = 0; at < indexes.Length; at++)
        {
            Rgb color = new(image.Pixels[at * 3], image.Pixels[(at * 3) + 1], image.Pixels[(at * 3) + 2]);
            if (!known.TryGetValue(color, out indexes[at]))
            {
                indexes[at] = known[color] = known.Count < 256
                    ? (byte)known.Count
                    : throw new ArgumentException(
                        "The image has more than 256 colors: a palette can't hold them.", nameof(image));
            }
        }

        return (indexes, [.. known.OrderBy(entry => entry.Value).Select(entry => entry.Key)]);
    }

    /// <summary>
    /// Each row is a filter byte (0, none) and the indexes, two a byte where they fit, the left one in the high half.
    /// </summary>
    private static byte[] Rows(byte[] indexes, int width, bool small)
    {
        int stride = 1 + (small ? (width + 1) / 2 : width);
        byte[] rows = new byte[indexes.Length / width * stride];
        for (int at = 0; at < indexes.Length; at++)
        {
            int x = at % width;
            int row = at / width * stride;
            if (small)
            {
                rows[row + 1 + (x / 2)] |= (byte)(indexes[at] << (x % 2 == 0 ? 4 : 0));
            }
            else
            {
                rows[row + 1 + x] = indexes[at];
            }
        }

        return rows;
    }

    private static byte[] Compress(byte[] bytes)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngChecksum.Of(body));
        file.Write(number);
    }
}
