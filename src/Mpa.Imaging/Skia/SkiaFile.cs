using System.Buffers.Binary;
using Mpa.Images;
using SkiaSharp;

namespace Mpa.Imaging;

/// <summary>A JPEG, GIF, WebP or BMP file opened by SkiaSharp's codec; the header is read, pixels are not.</summary>
internal sealed class SkiaFile : IDisposable
{
    private readonly SKData _data;
    private readonly SKCodec _codec;
    private readonly GifFirstFrame? _gif;
    private readonly string _name;
    private readonly ImageColors _colors;

    /// <exception cref="ImageException">The header is cut, damaged or tells of too many pixels.</exception>
    public SkiaFile(byte[] bytes, string name, ImageLimits limits, ImageColors colors = ImageColors.OnWhite)
    {
        _name = name;
        _colors = colors;
        SkiaPrecheck.Check(bytes, name, limits);
        _gif = bytes.AsSpan().StartsWith("GIF"u8) ? GifFirstFrame.Find(bytes, name) : null;
        _data = SKData.CreateCopy(bytes);
        if (colors == ImageColors.Converted)
        {
            _gif?.HideTransparency(_data.Span);
        }

        _codec = SKCodec.Create(new SKMemoryStream(_data), out SKCodecResult result) ?? throw Failure(result);
        limits.CheckPixels(name, Width, Height);
    }

    public int Width => _codec.Info.Width;

    public int Height => _codec.Info.Height;

    /// <summary>Pictures of an animation; 1 for a still image.</summary>
    public int Frames => Math.Max(1, _codec.FrameCount);

    /// <summary>EXIF orientation, 1 to 8.</summary>
    public int Orientation => (int)_codec.EncodedOrigin;

    /// <summary>Whether all decoders show it alike, but for its orientation.</summary>
    public bool IsPlain => _gif is null ? _codec.Info.AlphaType == SKAlphaType.Opaque : !_gif.IsTransparent;

    /// <summary>All pixels as they are stored.</summary>
    /// <param name="notes">Takes what can't be shown as the file has it.</param>
    public RgbImage Decode(ICollection<string> notes)
    {
        using SKBitmap bitmap = new();
        // No color space: nothing is converted. Not premultiplied: colors under alpha stay.
        SKImageInfo target = new(Width, Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        if (!bitmap.TryAllocPixels(target))
        {
            throw new ImageException(
                _name, ImageException.TooManyPixels, $"no memory for {Width:N0} × {Height:N0} pixels");
        }

        SKCodecResult result = _codec.GetPixels(target, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
        {
            throw Failure(result);
        }

        if (Frames > 1)
        {
            notes.Add(ImageNotes.Animated);
        }

        return ToRgb(bitmap.GetPixelSpan(), notes);
    }

    public void Dispose()
    {
        _codec.Dispose();
        _data.Dispose();
    }

    private RgbImage ToRgb(ReadOnlySpan<byte> pixels, ICollection<string> notes)
    {
        RgbImage image = new(Width, Height);
        bool transparent = false;
        for (int from = 0, to = 0; from < pixels.Length; from += 4, to += 3)
        {
            Span<byte> rgb = image.Pixels.AsSpan(to, 3);
            byte alpha = pixels[from + 3];
            bool open = _gif is not null && alpha == 0;
            (open ? _gif!.Backdrop : pixels.Slice(from, 3)).CopyTo(rgb);
            if (alpha < byte.MaxValue && _colors == ImageColors.OnWhite && _gif?.IsTransparent != false)
            {
                transparent = true;
                WhitePaper.Under(rgb, alpha);
            }
        }

        if (transparent)
        {
            notes.Add(ImageNotes.Transparent);
        }

        return image;
    }

    private ImageException Failure(SKCodecResult result) => result == SKCodecResult.IncompleteInput
        ? new ImageException(
            _name, ImageException.Truncated, "the file ends before the image does; fetch or save it again")
        : new ImageException(
            _name, ImageException.Damaged, $"the image can't be decoded ({result}); fetch or save it again");
}

/// <summary>
/// Two faults that SkiaSharp only calls invalid, named from the header: a BMP beyond its limit of 65,535 a side, and a
/// cut WebP.
/// </summary>
internal static class SkiaPrecheck
{
    private const int BmpHeaderBytes = 26;
    private const int BmpCoreHeader = 12;
    private const int RiffPrefix = 8;

    /// <exception cref="ImageException">Too many pixels, or the file ends early.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, string name, ImageLimits limits)
    {
        if (bytes.StartsWith("BM"u8)
            && bytes.Length >= BmpHeaderBytes
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[14..]) != BmpCoreHeader)
        {
            // A negative height says that rows run downwards.
            long height = BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]);
            limits.CheckPixels(name, BinaryPrimitives.ReadUInt32LittleEndian(bytes[18..]), Math.Abs(height));
        }

        if (bytes.StartsWith("RIFF"u8)
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + (long)RiffPrefix > bytes.Length)
        {
            throw new ImageException(
                name,
                ImageException.Truncated,
                $"the WebP ends after {bytes.Length:N0} bytes, in the middle; fetch or save it again");
        }
    }
}
