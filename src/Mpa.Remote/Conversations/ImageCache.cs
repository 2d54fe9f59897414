using Mpa.Images;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Recipes;

namespace Mpa.Remote.Conversations;

/// <summary>
/// Prepares each image once, however many questions are asked about it at a time or soon after. Bounded in bytes; the
/// image that was used longest ago goes first.
/// </summary>
/// <param name="options">What the server takes.</param>
/// <param name="mostBytes">That all kept images together may take.</param>
internal sealed class ImageCache(ServerOptions options, long mostBytes = 128L << 20)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RequestImage, Task<SentImage>> _images = [];
    private readonly LinkedList<RequestImage> _order = [];

    /// <summary>Images that were prepared.</summary>
    public int Prepared { get; private set; }

    /// <summary>The image that is asked about, as it is sent.</summary>
    /// <exception cref="Imaging.ImageException">The file can't be used.</exception>
    public async Task<SentImage> GetAsync(RequestImage asked)
    {
        SentImage image = await Lookup(asked);
        Trim();
        return image;
    }

    private Task<SentImage> Lookup(RequestImage asked)
    {
        lock (_lock)
        {
            if (_images.TryGetValue(asked, out Task<SentImage>? known) && !known.IsFaulted)
            {
                _order.Remove(asked);
                _order.AddLast(asked);
                return known;
            }

            _order.Remove(asked);
            _order.AddLast(asked);
            Prepared++;
            return _images[asked] = Task.Run(() => ImagePreparation.Prepare(asked, options));
        }
    }

    private void Trim()
    {
        lock (_lock)
        {
            long bytes = _images.Values.Sum(Size);
            while (bytes > mostBytes && _order.Count > 1)
            {
                bytes -= Size(_images[_order.First!.Value]);
                _images.Remove(_order.First.Value);
                _order.RemoveFirst();
            }
        }
    }

    private static long Size(Task<SentImage> image) => image.IsCompletedSuccessfully ? image.Result.Bytes.Length : 0;
}

/// <summary>
/// Makes of an image file what a server takes: the file as it is where format, pixels and bytes allow and every decoder
/// shows it alike, else a new one. So a server's model sees what a model of this machine sees, whatever the server
/// makes of an EXIF orientation, of transparency or of 16-bit gray.
/// </summary>
internal static class ImagePreparation
{
    private const int Quality = 92;

    /// <summary>Reads the file once, and encodes it anew only if it must be.</summary>
    /// <exception cref="ImageException">The file can't be used.</exception>
    public static SentImage Prepare(RequestImage asked, ServerOptions options)
    {
        byte[] file = ImageFile.Read(asked.Path);
        if (asked.Sha256 is not null)
        {
            ImageFile.Hash(asked, file);
        }

        ImageInfo info = ImageDecoder.ReadInfo(file, asked.Path);
        long pixels = (long)info.Width * info.Height;
        bool fits = options.ImageFormats.Contains(info.Format)
            && pixels <= options.MaxPixels
            && file.Length <= options.MaxImageBytes;
        if (fits && ImageDecoder.IsPlain(file, asked.Path))
        {
            return new SentImage(file, $"image/{info.Format}", pixels);
        }

        ShownImage shown = ImageDecoder.Show(file, asked.Path);
        return fits && shown.Notes.All(note => note == ImageNotes.Animated)
            ? new SentImage(file, $"image/{info.Format}", pixels)
            : Encode(Fit(shown.Image, options.MaxPixels), options.MaxImageBytes);
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

/// <summary>An image in the form in which it is sent.</summary>
/// <param name="Bytes">Of a file.</param>
/// <param name="MediaType">"image/png" and the like.</param>
/// <param name="Pixels">Width × height.</param>
internal sealed record SentImage(byte[] Bytes, string MediaType, long Pixels);
