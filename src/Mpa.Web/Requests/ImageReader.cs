using Mpa.Imaging;

namespace Mpa.Web.Requests;

/// <summary>
/// Reads an image part. Only data URLs: a server that fetched addresses for its clients would reach what they can't
/// (server-side request forgery). Bytes and pixels are checked from length and header, before anything is decoded.
/// </summary>
/// <param name="limits">Bytes and pixels of an image.</param>
internal sealed class ImageReader(ImageLimits limits)
{
    private const string Scheme = "data:";
    private const string Marker = ";base64,";

    // detail is a hint to providers that scale images themselves; here the model's own preprocessing decides.
    private static readonly string[] Details = ["auto", "low", "high"];

    /// <summary>The image file's bytes.</summary>
    /// <exception cref="ApiException">It is no data URL, or not an image within the limits.</exception>
    public byte[] Read(JsonField image)
    {
        JsonField detail = image.Object("url", "detail")["detail"];
        if (!detail.IsMissing && !Details.Contains(detail.Text()))
        {
            throw detail.Wrong("auto, low or high");
        }

        byte[] bytes = Decode(image["url"]);
        try
        {
            // The content tells the format; the URL's media type may be wrong.
            ImageDecoder.ReadInfo(bytes, image["url"].Path, limits);
            return bytes;
        }
        catch (ImageException error)
        {
            throw ApiException.Invalid(image["url"].Path, error.Message, "invalid_image");
        }
    }

    private byte[] Decode(JsonField field)
    {
        string url = field.Text();
        int marker = url.IndexOf(Marker, StringComparison.OrdinalIgnoreCase);
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || marker < 0)
        {
            throw ApiException.Invalid(
                field.Path,
                $"{field.Path} must be a data URL (data:image/png;base64,…): this server fetches no addresses. "
                + "Send the image's bytes.",
                "invalid_image_url");
        }

        ReadOnlySpan<char> coded = url.AsSpan(marker + Marker.Length);
        long bytes = coded.Length / 4L * 3;
        if (bytes > limits.MaxBytes + 3)
        {
            throw ApiException.Invalid(
                field.Path,
                $"{field.Path} has about {bytes:N0} bytes; this server takes images of {limits.MaxBytes:N0} at most.",
                "image_too_large");
        }

        byte[] buffer = new byte[(coded.Length + 3) / 4 * 3];
        return Convert.TryFromBase64Chars(coded, buffer, out int written)
            ? buffer[..written]
            : throw ApiException.Invalid(
                field.Path, $"{field.Path} is no valid base64 after \"{Marker}\".", "invalid_image");
    }
}
