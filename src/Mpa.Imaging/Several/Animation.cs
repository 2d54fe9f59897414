using SkiaSharp;

namespace Mpa.Imaging;

/// <summary>The frames of an animated GIF or WebP, on white.</summary>
internal sealed class Animation : IDisposable
{
    // Frames build on those before them, so that all up to the last one wanted are decoded.
    private const long MostPixels = 4_000_000_000;

    private readonly SKData _data;
    private readonly SKCodec _codec;
    private readonly string _name;

    /// <exception cref="ImageException">The file can't be read.</exception>
    public Animation(byte[] bytes, string name, ImageLimits limits)
    {
        _name = name;
        _data = SKData.CreateCopy(bytes);
        _codec = SKCodec.Create(new SKMemoryStream(_data), out SKCodecResult result) ?? throw Failure(result, 0);
        limits.CheckPixels(name, _codec.Info.Width, _codec.Info.Height);
    }

    /// <summary>Some of the frames.</summary>
    /// <param name="wanted">Counted from 0, ascending.</param>
    /// <exception cref="ImageException">A frame is damaged, or there are too many.</exception>
    public IEnumerable<RgbImage> Frames(IReadOnlyList<int> wanted)
    {
        SKCodecFrameInfo[] infos = _codec.FrameInfo;
        SKImageInfo target = new(
            _codec.Info.Width, _codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        if ((long)target.Width * target.Height * (wanted[^1] + 1) > MostPixels)
        {
            throw new ImageException(
                _name,
                ImageException.TooManyPixels,
                $"{wanted[^1] + 1:N0} frames of {target.Width:N0} × {target.Height:N0} pixels are too many; "
                    + "make it shorter");
        }

        // The last frame that the next may be drawn over; one that is taken back when it has been shown can't be.
        (int Index, byte[] Pixels) below = (-1, new byte[target.BytesSize]);
        using SKBitmap bitmap = new(target);
        for (int frame = 0; frame <= wanted[^1]; frame++)
        {
            bool stands = infos[frame].RequiredFrame < 0 || below.Index < 0;
            (stands ? new byte[target.BytesSize] : below.Pixels).CopyTo(bitmap.GetPixelSpan());
            SKCodecOptions options = stands ? new(frame) : new(frame, below.Index);
            SKCodecResult result = _codec.GetPixels(target, bitmap.GetPixels(), options);
            if (result != SKCodecResult.Success)
            {
                throw Failure(result, frame);
            }

            if (infos[frame].DisposalMethod != SKCodecAnimationDisposalMethod.RestorePrevious)
            {
                bitmap.GetPixelSpan().CopyTo(below.Pixels);
                below = (frame, below.Pixels);
            }

            if (wanted.Contains(frame))
            {
                yield return OnWhite(bitmap.GetPixelSpan(), target.Width, target.Height);
            }
        }
    }

    public void Dispose()
    {
        _codec.Dispose();
        _data.Dispose();
    }

    private static RgbImage OnWhite(ReadOnlySpan<byte> pixels, int width, int height)
    {
        RgbImage image = new(width, height);
        for (int from = 0, to = 0; from < pixels.Length; from += 4, to += 3)
        {
            Span<byte> rgb = image.Pixels.AsSpan(to, 3);
            pixels.Slice(from, 3).CopyTo(rgb);
            WhitePaper.Under(rgb, pixels[from + 3]);
        }

        return image;
    }

    private ImageException Failure(SKCodecResult result, int frame) => new(
        _name,
        result == SKCodecResult.IncompleteInput ? ImageException.Truncated : ImageException.Damaged,
        $"frame {frame + 1} can't be decoded ({result}); fetch or save the file again");
}
