using System.Security.Cryptography;
using Mpa.Models;

namespace Mpa.Imaging;

/// <summary>The bytes of an image file: read once, they serve its hash, its header and its pixels.</summary>
public static class ImageFile
{
    /// <summary>Reads a file whole, its length checked first.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <exception cref="ImageException">The file is missing, empty or too long.</exception>
    public static byte[] Read(string path, ImageLimits? limits = null)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            (limits ?? ImageLimits.Default).CheckBytes(path, stream.Length);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(
                path, ImageException.Unreadable, $"can't be read ({error.Message.TrimEnd('.')})", error);
        }
    }

    /// <summary>The SHA-256 of a file's bytes, in lower-case hexadecimal.</summary>
    /// <param name="image">What is asked about.</param>
    /// <param name="bytes">Of its file.</param>
    /// <exception cref="ImageException">The run that asks has seen other bytes.</exception>
    public static string Hash(RequestImage image, byte[] bytes)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return image.Sha256 is null || string.Equals(hash, image.Sha256, StringComparison.OrdinalIgnoreCase)
            ? hash
            : throw ImageException.OfChanged(image.Path);
    }
}
