namespace Mpa.Imaging;

/// <summary>
/// What of a GIF's first frame SkiaSharp loses: the color of transparent pixels. Pillow's convert("RGB") keeps it, and
/// fills what the frame does not cover with it, or with the palette's first color.
/// </summary>
internal sealed class GifFirstFrame
{
    private const int HeaderBytes = 13;
    private const int ImageMark = 0x2C;
    private const int ExtensionMark = 0x21;
    private const int GraphicControl = 0xF9;

    private readonly int _flags;

    private GifFirstFrame(int flags, bool transparent, byte[] backdrop)
    {
        _flags = flags;
        IsTransparent = transparent;
        Backdrop = backdrop;
    }

    /// <summary>Whether one palette entry is transparent.</summary>
    public bool IsTransparent { get; }

    /// <summary>Red, green, blue of what the frame leaves open.</summary>
    public byte[] Backdrop { get; }

    /// <summary>Walks over the blocks before the first frame.</summary>
    /// <exception cref="ImageException">The file ends before a frame comes.</exception>
    public static GifFirstFrame Find(ReadOnlySpan<byte> gif, string name)
    {
        try
        {
            return Find(gif) ?? throw new ImageException(name, ImageException.Damaged, "a GIF without a frame");
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new ImageException(name, ImageException.Truncated, "the GIF ends before its first frame", error);
        }
    }

    /// <summary>Clears the flag that makes one palette entry transparent.</summary>
    public void HideTransparency(Span<byte> gif)
    {
        if (_flags > 0)
        {
            gif[_flags] &= 0xFE;
        }
    }

    private static GifFirstFrame? Find(ReadOnlySpan<byte> gif)
    {
        int flags = 0;
        int at = HeaderBytes + TableBytes(gif.Slice(10, 1)[0]);
        while (gif.Slice(at, 1)[0] == ExtensionMark)
        {
            flags = gif.Slice(at + 1, 1)[0] == GraphicControl ? at + 3 : flags;
            at = SkipBlocks(gif, at + 2);
        }

        if (gif[at] != ImageMark)
        {
            return null;
        }

        bool transparent = flags > 0 && (gif[flags] & 1) == 1;
        return new GifFirstFrame(flags, transparent, FindBackdrop(gif, at, transparent ? flags : 0));
    }

    private static byte[] FindBackdrop(ReadOnlySpan<byte> gif, int frame, int flags)
    {
        int local = TableBytes(gif.Slice(frame + 9, 1)[0]);
        ReadOnlySpan<byte> table =
            local > 0 ? gif.Slice(frame + 10, local) : gif.Slice(HeaderBytes, TableBytes(gif[10]));
        int index = flags > 0 ? gif.Slice(flags + 3, 1)[0] : 0;
        return (index + 1) * 3 <= table.Length ? table.Slice(index * 3, 3).ToArray() : new byte[3];
    }

    private static int TableBytes(int packed) => (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);

    private static int SkipBlocks(ReadOnlySpan<byte> gif, int at)
    {
        while (gif.Slice(at, 1)[0] != 0)
        {
            at += gif[at] + 1;
        }

        return at + 1;
    }
}
