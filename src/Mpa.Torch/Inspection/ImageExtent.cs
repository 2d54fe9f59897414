using Mpa.Torch.Families;

namespace Mpa.Torch.Inspection;

/// <summary>What an image comes to in a model. Told without loading libtorch.</summary>
/// <param name="Patches">That the vision tower reads, over all tiles.</param>
/// <param name="Tokens">That the language model reads.</param>
public sealed record ImageExtent(long Patches, long Tokens)
{
    /// <summary>By the sizes that the model's image processor brings an image to; null for a family that mpa does not run.</summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <param name="options">Bounds of an image's area in place of the folder's own, for families that take images of any size.</param>
    /// <param name="image">Width and height in pixels.</param>
    /// <exception cref="MpaException">config.json or preprocessor_config.json is missing, or a value can't be used.</exception>
    public static ImageExtent? Of(string folder, TorchModelOptions options, (int Width, int Height) image) => ModelFamilies.ExtentOf(folder, options, image);
}
