using Mpa.Imaging;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Vision.Processors;

/// <summary>What the vision tower sees of one image.</summary>
/// <param name="Tiles">In the prompt's order; at least one.</param>
/// <param name="Grid">How the image was cut.</param>
public sealed record ImageTiles(IReadOnlyList<RgbImage> Tiles, ImageGrid Grid);
