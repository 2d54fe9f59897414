using System.Runtime.InteropServices;
using Mpa.Imaging;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// Prepares images as a model family's official processor does: first on 8-bit pixels, which are small, then as
/// numbers.
/// </summary>
internal interface IImageProcessor
{
    /// <summary>How an image of this size is cut, without its pixels.</summary>
    /// <param name="width">In pixels, upright.</param>
    /// <param name="height">In pixels, upright.</param>
    /// <exception cref="MpaException">The family can't take an image of this size.</exception>
    ImagePlan Plan(int width, int height);

    /// <summary>Resizes and cuts an image into what the vision tower sees.</summary>
    /// <exception cref="MpaException">The family can't take an image of this size.</exception>
    ImageTiles Process(RgbImage image);

    /// <summary>
    /// How an image of a prompt with so many is prepared: the same way, but for a family whose images share what one
    /// may take.
    /// </summary>
    IImageProcessor Among(int images) => this;

    /// <summary>Turns a tile's pixels into numbers.</summary>
    PixelTile Normalize(RgbImage tile);
}

/// <summary>How an image is cut.</summary>
/// <param name="Grid">What its family counts.</param>
/// <param name="Tiles">Sizes in pixels of what the vision tower sees, in the prompt's order; at least one.</param>
internal sealed record ImagePlan(ImageGrid Grid, IReadOnlyList<(int Width, int Height)> Tiles);

/// <summary>What the vision tower sees of one image.</summary>
/// <param name="Tiles">In the prompt's order; at least one.</param>
/// <param name="Grid">How the image was cut.</param>
internal sealed record ImageTiles(IReadOnlyList<RgbImage> Tiles, ImageGrid Grid);

/// <summary>
/// A tile as the numbers that the vision tower reads, in a plain array so that it can be made on any thread.
/// </summary>
/// <param name="Values">In the family's order: [3, Height, Width], or one row a patch.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
internal sealed record PixelTile(float[] Values, int Width, int Height);

/// <summary>Tiles as one tensor.</summary>
internal static class PixelTensor
{
    /// <summary>The values of all tiles, one after another: [values].</summary>
    public static Tensor Of(IReadOnlyList<PixelTile> tiles)
    {
        Tensor pixels = empty([tiles.Sum(tile => (long)tile.Values.Length)], ScalarType.Float32);
        Span<float> values = MemoryMarshal.Cast<byte, float>(pixels.bytes);
        foreach (PixelTile tile in tiles)
        {
            tile.Values.CopyTo(values);
            values = values[tile.Values.Length..];
        }

        return pixels;
    }
}
