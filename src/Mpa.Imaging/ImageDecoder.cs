using Mpa.Images;

namespace Mpa.Imaging;

/// <summary>
/// Reads PNG, JPEG, GIF (first frame), WebP and BMP, told apart by content. Colors are those of Pillow's convert("RGB"): palettes
/// are looked up, gray is repeated, alpha and GIF transparency are dropped, color profiles and gamma are not applied. JPEG
/// pixels may differ from Pillow's by 2 and those of a 16-bit BMP by 1, since decoders round differently; all others are equal.
/// </summary>
public static class ImageDecoder
{
    /// <summary>Decodes a file.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <param name="applyExif">Turn the image as its EXIF orientation says. Off, pixels stay as they are stored.</param>
    /// <exception cref="ImageException">The file can't be used; its cause says why.</exception>
    public static RgbImage Decode(string path, ImageLimits? limits = null, bool applyExif = false) =>
        Decode(ImageFile.Read(path, limits ?? ImageLimits.Default), path, limits, applyExif);

    /// <summary>Decodes the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Stands for the file in errors.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <param name="applyExif">Turn the image as its EXIF orientation says.</param>
    /// <exception cref="ImageException">The bytes can't be used; its cause says why.</exception>
    public static RgbImage Decode(byte[] bytes, string name, ImageLimits? limits = null, bool applyExif = false)
    {
        limits ??= ImageLimits.Default;
        limits.CheckBytes(name, bytes.Length);
        if (ImageFormats.Detect(bytes, name) == ImageFormats.Png)
        {
            return PngReader.Decode(new PngFile(bytes, name), limits, applyExif);
        }

        using SkiaFile file = new(bytes, name, limits);
        return file.Decode(applyExif);
    }

    /// <summary>"png", "jpeg", "gif", "webp" or "bmp" by the first bytes; null for anything else.</summary>
    /// <param name="bytes">The file, or its first 12 bytes at least.</param>
    public static string? FormatOf(ReadOnlySpan<byte> bytes) => ImageFormats.Find(bytes);

    /// <summary>Reads the header only; pixels may still turn out to be damaged (see <see cref="ImageProbe"/>).</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <param name="applyExif">Width and height of the image turned as its EXIF orientation says; off, as they are stored.</param>
    /// <exception cref="ImageException">The file can't be used; its cause says why.</exception>
    public static ImageInfo ReadInfo(string path, ImageLimits? limits = null, bool applyExif = false) =>
        ReadInfo(ImageFile.Read(path, limits ?? ImageLimits.Default), path, limits, applyExif);

    /// <summary>Reads the header only from the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Stands for the file in errors.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <param name="applyExif">Width and height of the image turned as its EXIF orientation says; off, as they are stored.</param>
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
        return Info(format, file.Width, file.Height, applyExif ? file.Orientation : 1);
    }

    private static ImageInfo Info(string format, int width, int height, int orientation) =>
        ImageTurn.Swaps(orientation) ? new(format, height, width) : new(format, width, height);
}
