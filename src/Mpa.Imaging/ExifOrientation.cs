using System.Buffers.Binary;

namespace Mpa.Imaging;

/// <summary>Finds the orientation tag in EXIF data, which is a small TIFF file.</summary>
internal static class ExifOrientation
{
    private const int OrientationTag = 0x0112;
    private const int EntryBytes = 12;

    /// <returns>1 to 8; 1 (upright) if the tag is missing or the data are damaged.</returns>
    public static int Read(ReadOnlySpan<byte> exif)
    {
        bool little = exif.StartsWith("II"u8);
        if (exif.Length < 8 || (!little && !exif.StartsWith("MM"u8)))
        {
            return 1;
        }

        long at = little ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]) : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
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
