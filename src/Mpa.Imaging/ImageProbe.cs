using Mpa.Images;

namespace Mpa.Imaging;

/// <summary>Tells whether an image file can be used: the pipeline's collector asks it for every file.</summary>
public static class ImageProbe
{
    /// <summary>Reads the header, then decodes the whole image and throws its pixels away.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <returns>What the header says.</returns>
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
        ImageInfo info = ImageDecoder.ReadInfo(bytes, name, limits);
        _ = ImageDecoder.Decode(bytes, name, limits);
        return info;
    }
}
