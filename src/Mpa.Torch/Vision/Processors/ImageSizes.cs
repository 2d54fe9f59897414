namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// Sizes that images are brought to, in double arithmetic and cut to whole numbers as the official image processor does
/// (transformers 4.49, models/idefics3/image_processing_idefics3.py).
/// </summary>
internal static class Idefics3Sizes
{
    // The library's upper bound for either side, whatever the configuration asks for.
    private const int LargestEdge = 4096;

    /// <summary>
    /// The longer side becomes <paramref name="longestEdge"/>, upwards too; the other keeps the ratio and is even.
    /// </summary>
    public static (int Width, int Height) Scale(int width, int height, int longestEdge)
    {
        double ratio = (double)width / height;
        (width, height) = width >= height
            ? (longestEdge, Even((int)(longestEdge / ratio)))
            : (Even((int)(longestEdge * ratio)), longestEdge);
        return Limit(Math.Max(width, 1), Math.Max(height, 1));
    }

    /// <summary>
    /// Both sides become multiples of the tile, upwards; the shorter one from the ratio to the enlarged longer one.
    /// </summary>
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

/// <summary>
/// The size to which Qwen2-VL's processor brings an image: sides that are multiples of an image token, an area within
/// bounds, the ratio kept as well as these allow. Double arithmetic as in the official one (transformers 4.49,
/// image_processing_qwen2_vl.py).
/// </summary>
internal static class SmartResize
{
    private const int LargestRatio = 200;

    /// <summary>The new size in pixels.</summary>
    /// <param name="width">Of the image.</param>
    /// <param name="height">Of the image.</param>
    /// <param name="factor">Side of an image token in pixels.</param>
    /// <param name="minPixels">Smallest area.</param>
    /// <param name="maxPixels">Largest area.</param>
    /// <exception cref="MpaException">
    /// The image is smaller than a token, longer than 200 times its width, or would be left without a side.
    /// </exception>
    public static (int Width, int Height) Of(int width, int height, int factor, long minPixels, long maxPixels)
    {
        if (Math.Min(width, height) < factor)
        {
            throw new MpaException(
                $"the image of {width} × {height} pixels is too small: "
                + $"this model takes images of {factor} × {factor} pixels or more");
        }

        if ((double)Math.Max(width, height) / Math.Min(width, height) > LargestRatio)
        {
            throw new MpaException(
                $"the image of {width} × {height} pixels is too long: "
                + $"one side may be {LargestRatio} times the other at most");
        }

        (double Width, double Height) size = (Math.Round((double)width / factor), Math.Round((double)height / factor));
        double area = size.Width * factor * size.Height * factor;
        if (area > maxPixels)
        {
            double shrink = Math.Sqrt((double)((long)height * width) / maxPixels);
            size = (Math.Floor(width / shrink / factor), Math.Floor(height / shrink / factor));
        }
        else if (area < minPixels)
        {
            double grow = Math.Sqrt((double)minPixels / ((long)height * width));
            size = (Math.Ceiling(width * grow / factor), Math.Ceiling(height * grow / factor));
        }

        return size.Width >= 1 && size.Height >= 1
            ? ((int)size.Width * factor, (int)size.Height * factor)
            : throw new MpaException(
                $"the image of {width} × {height} pixels is too long to be brought to {maxPixels:N0} pixels: "
                + "one side would vanish; raise maxPixels");
    }
}
