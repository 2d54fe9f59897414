namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// The size to which Qwen2-VL's processor brings an image: sides that are multiples of an image token, an area within bounds, the ratio kept
/// as well as these allow. Double arithmetic as in the official one (transformers 4.49, image_processing_qwen2_vl.py).
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
    /// <exception cref="MpaException">The image is smaller than a token, longer than 200 times its width, or would be left without a side.</exception>
    public static (int Width, int Height) Of(int width, int height, int factor, long minPixels, long maxPixels)
    {
        if (Math.Min(width, height) < factor)
        {
            throw new MpaException($"the image of {width} × {height} pixels is too small: this model takes images of {factor} × {factor} pixels or more");
        }

        if ((double)Math.Max(width, height) / Math.Min(width, height) > LargestRatio)
        {
            throw new MpaException($"the image of {width} × {height} pixels is too long: one side may be {LargestRatio} times the other at most");
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
            : throw new MpaException($"the image of {width} × {height} pixels is too long to be brought to {maxPixels:N0} pixels: one side would vanish; raise maxPixels");
    }
}
