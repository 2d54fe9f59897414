using Mpa.Images;

namespace Mpa.Imaging;

/// <summary>
/// Reads PNG, JPEG, GIF (first frame), WebP and BMP, told apart by content. Colors are Pillow's: palettes are looked
/// up, gray is repeated, color profiles and gamma are not applied; for transparency and 16-bit gray see
/// <see cref="ImageColors"/>. JPEG pixels may differ from Pillow's by 2 and those of a 16-bit BMP by 1, since decoders
/// round differently; all others are equal.
/// </summary>
public static class ImageDecoder
{
    /// <summary>
    /// Another one whenever the same bytes give other pixels: what is kept of decoded images is named by it. 2: on
    /// white, upright, the upper 8 bits of gray.
    /// </summary>
    public const string Version = "decoded-2";

    /// <summary>Decodes a file.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <param name="applyExif">Bring the image upright by its EXIF orientation. Off, pixels stay as they are
    /// stored.</param>
    /// <param name="colors">What becomes of transparency and of 16-bit gray.</param>
    /// <exception cref="ImageException">The file can't be used; its cause says why.</exception>
    public static RgbImage Decode(
        string path, ImageLimits? limits = null, bool applyExif = false, ImageColors colors = ImageColors.OnWhite) =>
        Decode(ImageFile.Read(path, limits ?? ImageLimits.Default), path, limits, applyExif, colors);

    /// <summary>Decodes the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Stands for the file in errors.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <param name="applyExif">Bring the image upright by its EXIF orientation.</param>
    /// <param name="colors">What becomes of transparency and of 16-bit gray.</param>
    /// <exception cref="ImageException">The bytes can't be used; its cause says why.</exception>
    public static RgbImage Decode(
        byte[] bytes,
        string name,
        ImageLimits? limits = null,
        bool applyExif = false,
        ImageColors colors = ImageColors.OnWhite)
    {
        (RgbImage image, int orientation, _) = Read(bytes, name, limits ?? ImageLimits.Default, colors);
        return applyExif ? ExifOrientation.ToUpright(image, orientation) : image;
    }

    /// <summary>Decodes the bytes of a file as every model of a run is shown them.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Stands for the file in errors.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <exception cref="ImageException">The bytes can't be used; its cause says why.</exception>
    public static ShownImage Show(byte[] bytes, string name, ImageLimits? limits = null)
    {
        (RgbImage image, int orientation, List<string> notes) =
            Read(bytes, name, limits ?? ImageLimits.Default, ImageColors.OnWhite);
        if (orientation != 1)
        {
            notes.Add(ImageNotes.Turned);
        }

        IReadOnlyList<string> kept = notes.Count > 0 ? notes : Array.Empty<string>();
        return new ShownImage(ExifOrientation.ToUpright(image, orientation), kept);
    }

    /// <summary>
    /// Whether any decoder shows the file as <see cref="Show"/> does: it is upright, and can hold neither transparency
    /// nor 16-bit gray. Reads the header only.
    /// </summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Stands for the file in errors.</param>
    /// <exception cref="ImageException">The bytes can't be used; its cause says why.</exception>
    public static bool IsPlain(byte[] bytes, string name)
    {
        if (ImageFormats.Detect(bytes, name) == ImageFormats.Png)
        {
            PngFile png = new(bytes, name);
            return PngReader.IsPlain(png) && PngReader.Orientation(png) == 1;
        }

        using SkiaFile file = new(bytes, name, ImageLimits.Default);
        return file.IsPlain && file.Orientation == 1;
    }

    private static (RgbImage Image, int Orientation, List<string> Notes) Read(
        byte[] bytes, string name, ImageLimits limits, ImageColors colors)
    {
        limits.CheckBytes(name, bytes.Length);
        List<string> notes = [];
        if (ImageFormats.Detect(bytes, name) == ImageFormats.Png)
        {
            PngFile png = new(bytes, name);
            return (PngReader.Decode(png, limits, colors, notes), PngReader.Orientation(png), notes);
        }

        using SkiaFile file = new(bytes, name, limits, colors);
        return (file.Decode(notes), file.Orientation, notes);
    }

    /// <summary>"png", "jpeg", "gif", "webp" or "bmp" by the first bytes; null for anything else.</summary>
    /// <param name="bytes">The file, or its first 12 bytes at least.</param>
    public static string? FormatOf(ReadOnlySpan<byte> bytes) => ImageFormats.Find(bytes);

    /// <summary>
    /// Reads the header only; pixels may still turn out to be damaged (see <see cref="ImageProbe"/>).
    /// </summary>
    /// <param name="path">Of the file.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <param name="applyExif">Width and height of the upright image by its EXIF orientation; off, as they are
    /// stored.</param>
    /// <exception cref="ImageException">The file can't be used; its cause says why.</exception>
    public static ImageInfo ReadInfo(string path, ImageLimits? limits = null, bool applyExif = false) =>
        ReadInfo(ImageFile.Read(path, limits ?? ImageLimits.Default), path, limits, applyExif);

    /// <summary>Reads the header only from the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Stands for the file in errors.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <param name="applyExif">Width and height of the upright image by its EXIF orientation; off, as they are
    /// stored.</param>
    /// <exception cref="ImageException">The bytes can't be used; its cause says why.</exception>
    public static ImageInfo ReadInfo(byte[] bytes, string name, ImageLimits? limits = null, bool applyExif = false)
    {
        limits ??= ImageLimits.Default;
        limits.CheckBytes(name, bytes.Length);
        string format = ImageFormats.Detect(bytes, name);
        if (format == ImageFormats.Png)
        {
            PngFile png = new(bytes, name);
            limits.CheckPixels(name, png.Header.Width, png.Header.Height);
            return Info(format, png.Header.Width, png.Header.Height, applyExif ? PngReader.Orientation(png) : 1);
        }

        using SkiaFile file = new(bytes, name, limits);
        ImageInfo info = Info(format, file.Width, file.Height, applyExif ? file.Orientation : 1);
        return info with { Pictures = file.Frames };
    }

    private static ImageInfo Info(string format, int width, int height, int orientation) =>
        ExifOrientation.SwapsSides(orientation) ? new(format, height, width) : new(format, width, height);
}

/// <summary>Tells whether an image file can be used: the pipeline's collector asks it for every file.</summary>
public static class ImageProbe
{
    /// <summary>Reads the header, then decodes the whole image and throws its pixels away.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <returns>
    /// What the header says (of a PDF, its first page), and what a model can't be shown as the file has it.
    /// </returns>
    /// <exception cref="ImageException">The file can't be used; its cause says why.</exception>
    public static ImageInfo Probe(string path, ImageLimits? limits = null) =>
        Probe(ImageFile.Read(path, limits ?? ImageLimits.Default), path, limits);

    /// <summary>The same for the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Stands for the file in errors.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <exception cref="ImageException">The bytes can't be used; its cause says why.</exception>
    public static ImageInfo Probe(byte[] bytes, string name, ImageLimits? limits = null)
    {
        if (PdfScans.IsPdf(bytes))
        {
            return ProbePdf(bytes, name, limits ?? ImageLimits.Default);
        }

        ImageInfo info = ImageDecoder.ReadInfo(bytes, name, limits);
        return info with { Notes = ImageDecoder.Show(bytes, name, limits).Notes };
    }

    private static ImageInfo ProbePdf(byte[] bytes, string name, ImageLimits limits)
    {
        limits.CheckBytes(name, bytes.Length);
        using PdfScans pages = new(bytes, name, limits);
        RgbImage first = pages.Page(0);
        return new ImageInfo(ImageInfo.Pdf, first.Width, first.Height) { Pictures = pages.Count };
    }
}

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
        ?? throw new ImageException(
            name, ImageException.NotAnImage, "neither PNG, JPEG, GIF, WebP nor BMP by its first bytes");

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
