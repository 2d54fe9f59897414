using System.Security.Cryptography;
using Mpa.Imaging;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Generation;

/// <summary>An image made ready for the vision tower.</summary>
/// <param name="Key">The same for the same bytes.</param>
/// <param name="Tiles">What the tower sees.</param>
internal sealed record DecodedImage(string Key, ImageTiles Tiles)
{
    /// <summary>Decodes the bytes of an image file, turned as its EXIF data says, as transformers opens images. Safe on any thread.</summary>
    /// <exception cref="MpaException">The image is damaged, or the family can't take it.</exception>
    public static DecodedImage Of(byte[] bytes, string name, IImageProcessor processor) =>
        new(Convert.ToHexString(SHA256.HashData(bytes)), processor.Process(ImageDecoder.Decode(bytes, name, applyExif: true)));
}
