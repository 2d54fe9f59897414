using Mpa.Images;
using Mpa.Imaging;
using Mpa.Recipes;

namespace Mpa.Remote.Requests;

/// <summary>Makes of an image file what a server takes: the file as it is where format, pixels and bytes allow, else a new one.</summary>
internal static class ImagePreparation
{
    private const int Quality = 92;

    /// <summary>Reads the file, and encodes it anew only if it must be.</summary>
    /// <exception cref="ImageException">The file can't be used.</exception>
    public static SentImage Prepare(string path, ServerOptions options)
    {
        ImageInfo info = ImageDecoder.ReadInfo(path);
        long pixels = (long)info.Width * info.Height;
        byte[] file = File.ReadAllBytes(path);
        bool asItIs = options.ImageFormats.Contains(info.Format) && pixels <= options.MaxPixels && file.Length <= options.MaxImageBytes;
        return asItIs ? new SentImage(file, $"image/{info.Format}", pixels) : Encode(Fit(ImageDecoder.Decode(file, path), options.MaxPixels), options.MaxImageBytes);
    }

    /// <summary>A PNG keeps what is small and sharp; where it takes too many bytes, a JPEG.</summary>
    private static SentImage Encode(RgbImage image, int mostBytes)
    {
        long pixels = (long)image.Width * image.Height;
        byte[] png = ImageEncoder.ToPng(image);
        return png.Length <= mostBytes
            ? new SentImage(png, "image/png", pixels)
            : new SentImage(ImageEncoder.ToJpeg(image, Quality), "image/jpeg", pixels);
    }

    private static RgbImage Fit(RgbImage image, int mostPixels)
    {
        double scale = Math.Sqrt(mostPixels / ((double)image.Width * image.Height));
        return scale >= 1
            ? image
            : PillowResize.Resize(image, Side(image.Width), Side(image.Height), ResampleFilter.Bicubic);

        int Side(int length) => Math.Clamp((int)(length * scale), 1, mostPixels);
    }
}
