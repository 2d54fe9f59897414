namespace Mpa.Imaging;

/// <summary>The formats that are read, told by their first bytes.</summary>
internal static class ImageFormats
{
    public const string Png = "png";
    public const string Jpeg = "jpeg";
    public const string Gif = "gif";
    public const string WebP = "webp";
    public const string Bmp = "bmp";

    /// <exception cref="ImageException">Not one of them, or too short to tell.</exception>
    public static string Detect(ReadOnlySpan<byte> bytes, string name) => Find(bytes)
        ?? throw new ImageException(name, ImageException.NotAnImage, "neither PNG, JPEG, GIF, WebP nor BMP by its first bytes");

    /// <summary>The format; null for none of them.</summary>
    public static string? Find(ReadOnlySpan<byte> bytes) => bytes switch
    {
        _ when bytes.StartsWith(PngFile.Signature) => Png,
        [0xFF, 0xD8, 0xFF, ..] => Jpeg,
        _ when bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8) => Gif,
        _ when bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8) => WebP,
        _ when bytes.StartsWith("BM"u8) => Bmp,
        _ => null,
    };
}
