using System.Security.Cryptography;
using Mpa.Files;
using Mpa.Imaging;

namespace Mpa.Data.Images;

/// <summary>A folder of image files named by the SHA-256 of their bytes, so that each is written once.</summary>
/// <param name="folder">Full path; made when the first image comes.</param>
internal sealed class ExtractedImages(string folder)
{
    /// <summary>The name that an image has in any store.</summary>
    public static string NameOf(byte[] bytes) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(bytes))}.{Extension(bytes)}";

    /// <summary>Writes the image unless it is there.</summary>
    /// <returns>Its file name.</returns>
    public string Add(byte[] bytes)
    {
        string name = NameOf(bytes);
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, stream => stream.Write(bytes));
        }

        return name;
    }

    // Bytes that are no image are kept all the same: the run's first stage tells what is wrong with them.
    private static string Extension(byte[] bytes) => ImageDecoder.FormatOf(bytes) switch
    {
        "jpeg" => "jpg",
        { } format => format,
        null => "bin",
    };
}
