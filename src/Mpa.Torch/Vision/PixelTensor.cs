using System.Runtime.InteropServices;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision;

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
