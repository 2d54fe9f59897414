using System.Buffers.Binary;

namespace Mpa.Imaging;

/// <summary>
/// The eight EXIF orientations (tag 0x0112): found in EXIF data, which is a small TIFF file, and undone as Pillow's
/// ImageOps.exif_transpose undoes them.
/// </summary>
internal static class ExifOrientation
{
    private const int OrientationTag = 0x0112;
    private const int EntryBytes = 12;

    /// <summary>Reads the tag.</summary>
    /// <returns>1 to 8; 1 (upright) if the tag is missing or the data are damaged.</returns>
    public static int Read(ReadOnlySpan<byte> exif)
    {
        bool little = exif.StartsWith("II"u8);
        if (exif.Length < 8 || (!little && !exif.StartsWith("MM"u8)))
        {
            return 1;
        }

        long at = little
            ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..])
            : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
        int count = Short(exif, at, little);
        for (long entry = at + 2; count > 0; count--, entry += EntryBytes)
        {
            if (Short(exif, entry, little) == OrientationTag)
            {
                int value = Short(exif, entry + 8, little);
                return value is >= 1 and <= 8 ? value : 1;
            }
        }

        return 1;
    }

    /// <summary>Whether width and height change places.</summary>
    public static bool SwapsSides(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>The upright image; 1 and unknown values change nothing.</summary>
    public static RgbImage ToUpright(RgbImage image, int orientation)
    {
        if (orientation is < 2 or > 8)
        {
            return image;
        }

        RgbImage upright = SwapsSides(orientation) ? new(image.Height, image.Width) : new(image.Width, image.Height);
        for (int y = 0; y < upright.Height; y++)
        {
            for (int x = 0; x < upright.Width; x++)
            {
                (int column, int row) = Source(orientation, x, y, image.Width - 1, image.Height - 1);
                Span<byte> target = upright.Pixels.AsSpan(((y * upright.Width) + x) * 3);
                image.Pixels.AsSpan(((row * image.Width) + column) * 3, 3).CopyTo(target);
            }
        }

        return upright;
    }

    /// <summary>Which stored pixel stands at (x, y) of the upright image.</summary>
    private static (int Column, int Row) Source(int orientation, int x, int y, int right, int bottom) =>
        orientation switch
        {
            2 => (right - x, y),
            3 => (right - x, bottom - y),
            4 => (x, bottom - y),
            5 => (y, x),
            6 => (y, bottom - x),
            7 => (right - y, bottom - x),
            _ => (right - y, x),
        };

    private static int Short(ReadOnlySpan<byte> exif, long at, bool little)
    {
        if (at + 2 > exif.Length)
        {
            return 0;
        }

        ReadOnlySpan<byte> two = exif[(int)at..];
        return little ? BinaryPrimitives.ReadUInt16LittleEndian(two) : BinaryPrimitives.ReadUInt16BigEndian(two);
    }
}
