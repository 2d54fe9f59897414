using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Generation;

/// <summary>An image made ready for the vision tower.</summary>
/// <param name="Key">The same for the same bytes.</param>
/// <param name="Tiles">What the tower sees.</param>
internal sealed record DecodedImage(string Key, ImageTiles Tiles)
{
    /// <summary>Memory taken.</summary>
    public long Bytes => Tiles.Tiles.Sum(tile => (long)tile.Pixels.Length);
}
