using SkiaSharp;

namespace Mpa.Imaging;

/// <summary>Writes images; the same image gives the same bytes.</summary>
public static class ImageEncoder
{
    /// <summary>A lossless PNG, 8 bits RGB.</summary>
    public static byte[] ToPng(RgbImage image) => Encode(image, SKEncodedImageFormat.Png, 100);

    /// <summary>A JPEG, for thumbnails in reports.</summary>
    /// <param name="image">Is not changed.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] ToJpeg(RgbImage image, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return Encode(image, SKEncodedImageFormat.Jpeg, quality);
    }

    private static byte[] Encode(RgbImage image, SKEncodedImageFormat format, int quality)
    {
        using SKBitmap bitmap = new(
            new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> target = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(target[to..]);
            target[to + 3] = byte.MaxValue;
        }

        using SKData data = bitmap.Encode(format, quality)
            ?? throw new InvalidOperationException(
                $"SkiaSharp can't write {format} of {image.Width}×{image.Height} pixels.");
        return data.ToArray();
    }
}
