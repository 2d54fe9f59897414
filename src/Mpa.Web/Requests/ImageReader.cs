using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Mpa.Images;
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
    private const string Marker = ";base64";

    // detail is a hint to providers that scale images themselves; here the model's own preprocessing decides.
    private static readonly string[] Details = ["auto", "low", "high"];

    /// <summary>The image file.</summary>
    /// <exception cref="ApiException">It is no data URL, or not an image within the limits.</exception>
    public ReadImage Read(JsonField image)
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
            ImageInfo info = ImageDecoder.ReadInfo(bytes, image["url"].Path, limits);
            return new ReadImage(bytes, (long)info.Width * info.Height);
        }
        catch (ImageException error)
        {
            throw ApiException.Invalid(image["url"].Path, error.Message, "invalid_image");
        }
    }

    private byte[] Decode(JsonField field)
    {
        ReadOnlySpan<byte> url = Utf8Of(field);
        int comma = url.IndexOf((byte)',');
        ReadOnlySpan<byte> header = url[..Math.Max(comma, 0)];
        if (!Ascii.EqualsIgnoreCase(header[..Math.Min(Scheme.Length, header.Length)], Scheme)
            || !Ascii.EqualsIgnoreCase(header[Math.Max(0, header.Length - Marker.Length)..], Marker))
        {
            throw ApiException.Invalid(
                field.Path,
                $"{field.Path} must be a data URL (data:image/png;base64,…): this server fetches no addresses. "
                + "Send the image's bytes.",
                "invalid_image_url");
        }

        ReadOnlySpan<byte> coded = url[(comma + 1)..];
        long bytes = coded.Length / 4L * 3;
        if (bytes > limits.MaxBytes + 3)
        {
            throw ApiException.Invalid(
                field.Path,
                $"{field.Path} has about {bytes:N0} bytes; this server takes images of {limits.MaxBytes:N0} at most.",
                "image_too_large");
        }

        int padding = coded.Length - coded.TrimEnd((byte)'=').Length;
        byte[] buffer = new byte[Math.Max(0, (coded.Length / 4 * 3) - padding)];
        return Base64.DecodeFromUtf8(coded, buffer, out _, out int written) == OperationStatus.Done
            ? written == buffer.Length ? buffer : buffer[..written]
            : throw ApiException.Invalid(
                field.Path, $"{field.Path} is no valid base64 after \";base64,\".", "invalid_image");
    }

    // As it stands in the body: a text of it would take twice the memory. Some clients write "/" as "\/".
    private static ReadOnlySpan<byte> Utf8Of(JsonField field)
    {
        if (field.Value.ValueKind != JsonValueKind.String)
        {
            throw field.Wrong("a text");
        }

        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(field.Value)[1..^1];
        return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(field.Text()) : raw;
    }
}

/// <summary>An image of a request.</summary>
/// <param name="Bytes">Of its file.</param>
/// <param name="Pixels">As its header tells.</param>
internal sealed record ReadImage(byte[] Bytes, long Pixels);
