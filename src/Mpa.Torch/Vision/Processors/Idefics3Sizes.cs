namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// Sizes that images are brought to, in double arithmetic and cut to whole numbers as the official image processor does
/// (transformers 4.49, models/idefics3/image_processing_idefics3.py).
/// </summary>
internal static class Idefics3Sizes
{
    // The library's upper bound for either side, whatever the configuration asks for.
    private const int LargestEdge = 4096;

    /// <summary>The longer side becomes <paramref name="longestEdge"/>, upwards too; the other keeps the ratio and is even.</summary>
    public static (int Width, int Height) Scale(int width, int height, int longestEdge)
    {
        double ratio = (double)width / height;
        (width, height) = width >= height
            ? (longestEdge, Even((int)(longestEdge / ratio)))
            : (Even((int)(longestEdge * ratio)), longestEdge);
        return Limit(Math.Max(width, 1), Math.Max(height, 1));
    }

    /// <summary>Both sides become multiples of the tile, upwards; the shorter one from the ratio to the enlarged longer one.</summary>
    public static (int Width, int Height) WholeTiles(int width, int height, int tile)
    {
        double ratio = (double)width / height;
        if (width >= height)
        {
            int wide = RoundUp(width, tile);
            return (wide, RoundUp((int)(wide / ratio), tile));
        }

        int high = RoundUp(height, tile);
        return (RoundUp((int)(high * ratio), tile), high);
    }

    private static (int Width, int Height) Limit(int width, int height)
    {
        double ratio = (double)width / height;
        if (Math.Max(width, height) <= LargestEdge)
        {
            return (width, height);
        }

        return width >= height
            ? (LargestEdge, Math.Max((int)(LargestEdge / ratio), 1))
            : (Math.Max((int)(LargestEdge * ratio), 1), LargestEdge);
    }

    private static int Even(int side) => side + (side % 2);

    private static int RoundUp(int side, int tile) => (side + tile - 1) / tile * tile;
}
