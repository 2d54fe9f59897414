using Mpa.Images;

namespace Mpa.Imaging;

/// <summary>
/// Reads PNG, JPEG, GIF (first frame), WebP and BMP, told apart by content. Colours are those of Pillow's convert("RGB"): palettes
/// are looked up, grey is repeated, alpha and GIF transparency are dropped, colour profiles and gamma are not applied. JPEG
/// pixels may differ from Pillow's by 2, since decoders round differently; the other formats are equal.
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

        using SkiaFile file = new(bytes, name);
        return file.Decode(limits, applyExif);
    }

    /// <summary>Reads the header only; pixels may still turn out to be damaged (see <see cref="ImageProbe"/>).</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <returns>Format, width and height as stored, before any EXIF turn.</returns>
    /// <exception cref="ImageException">The file can't be used; its cause says why.</exception>
    public static ImageInfo ReadInfo(string path, ImageLimits? limits = null) =>
        ReadInfo(ImageFile.Read(path, limits ?? ImageLimits.Default), path, limits);

    /// <summary>Reads the header only from the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Stands for the file in errors.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <exception cref="ImageException">The bytes can't be used; its cause says why.</exception>
    public static ImageInfo ReadInfo(byte[] bytes, string name, ImageLimits? limits = null)
    {
        limits ??= ImageLimits.Default;
        limits.CheckBytes(name, bytes.Length);
        string format = ImageFormats.Detect(bytes, name);
        (int width, int height) = format == ImageFormats.Png ? PngSize(bytes, name) : SkiaSize(bytes, name);
        limits.CheckPixels(name, width, height);
        return new ImageInfo(format, width, height);
    }

    private static (int Width, int Height) PngSize(byte[] bytes, string name)
    {
        PngHeader header = new PngFile(bytes, name).Header;
        return (header.Width, header.Height);
    }

    private static (int Width, int Height) SkiaSize(byte[] bytes, string name)
    {
        using SkiaFile file = new(bytes, name);
        return (file.Width, file.Height);
    }
}
