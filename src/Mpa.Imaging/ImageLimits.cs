namespace Mpa.Imaging;

/// <summary>
/// What an image file may take; checked from the file's length and header, before pixels are allocated.
/// </summary>
/// <param name="MaxBytes">Of the file.</param>
/// <param name="MaxPixels">Width × height; above 715 million an <see cref="RgbImage"/> can't hold them anyway.</param>
public sealed record ImageLimits(long MaxBytes = 64L << 20, long MaxPixels = 100_000_000)
{
    /// <summary>64 MiB and 100 megapixels.</summary>
    public static ImageLimits Default { get; } = new();

    internal void CheckBytes(string name, long bytes)
    {
        if (bytes == 0)
        {
            throw new ImageException(name, ImageException.Empty, "the file is empty");
        }

        if (bytes > MaxBytes)
        {
            throw new ImageException(
                name, ImageException.TooManyBytes, $"{bytes:N0} bytes are more than the limit of {MaxBytes:N0}");
        }
    }

    internal void CheckPixels(string name, long width, long height)
    {
        long limit = Math.Min(MaxPixels, Array.MaxLength / 3);
        if (width * height > limit)
        {
            throw new ImageException(
                name,
                ImageException.TooManyPixels,
                $"{width:N0} × {height:N0} pixels are more than the limit of {limit:N0}; make it smaller");
        }
    }
}
