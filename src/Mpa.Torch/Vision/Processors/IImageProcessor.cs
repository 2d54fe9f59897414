using Mpa.Imaging;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Vision.Processors;

/// <summary>Prepares images as a model family's official processor does: first on 8-bit pixels, which are small, then as numbers.</summary>
public interface IImageProcessor
{
    /// <summary>How an image of this size is cut, without its pixels.</summary>
    /// <param name="width">In pixels, upright.</param>
    /// <param name="height">In pixels, upright.</param>
    /// <exception cref="MpaException">The family can't take an image of this size.</exception>
    ImageGrid Grid(int width, int height);

    /// <summary>Resizes and cuts an image into what the vision tower sees.</summary>
    /// <exception cref="MpaException">The family can't take an image of this size.</exception>
    ImageTiles Process(RgbImage image);

    /// <summary>Turns a tile's pixels into numbers.</summary>
    PixelTile Normalize(RgbImage tile);
}
