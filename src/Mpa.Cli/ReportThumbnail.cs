using Mpa.Imaging;

namespace Mpa.Cli;

/// <summary>Makes small pictures for the report of images too large to embed.</summary>
internal static class ReportThumbnail
{
    private const int LongestSide = 480;
    private const int JpegQuality = 80;

    /// <summary>A JPEG of at most 480 pixels a side; null when the file can't be read any more.</summary>
    public static byte[]? Of(string path)
    {
        try
        {
            RgbImage image = ImageDecoder.Decode(path, applyExif: true);
            double scale = Math.Min(1, LongestSide / (double)Math.Max(image.Width, image.Height));
            int width = Math.Max(1, (int)(image.Width * scale));
            int height = Math.Max(1, (int)(image.Height * scale));
            return ImageEncoder.ToJpeg(PillowResize.Resize(image, width, height, ResampleFilter.Lanczos), JpegQuality);
        }
        catch (ImageException)
        {
            return null;
        }
    }
}
