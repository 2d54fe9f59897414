using Mpa.Imaging;

namespace Mpa.Torch.Vision.Processors;

/// <summary>What the vision tower sees of one image.</summary>
/// <param name="Tiles">Row by row, all of one size; the whole image, made as small as a tile, comes last.</param>
/// <param name="Rows">Of tiles; 0 if the image was not cut.</param>
/// <param name="Columns">Of tiles; 0 if the image was not cut.</param>
public sealed record Idefics3Tiles(IReadOnlyList<RgbImage> Tiles, int Rows, int Columns);
