using Mpa.Images;

namespace Mpa.Imaging;

/// <summary>What becomes of colors that 8-bit red, green and blue can't hold.</summary>
public enum ImageColors
{
    /// <summary>
    /// As the models are shown them: transparency on white, gray of 16 bits by its upper 8. So does the processor of
    /// Idefics3 and SmolVLM (transformers' convert_to_rgb) and, for Qwen2-VL, the tool of its authors (qwen_vl_utils).
    /// </summary>
    OnWhite,

    /// <summary>
    /// As Pillow's convert("RGB"): transparency is dropped, so that the color under it shows (mostly black), and gray
    /// of 16 bits is clipped at 255 (mostly white).
    /// </summary>
    Converted,
}

/// <summary>An image as every model of a run is shown it, and how that differs from its file.</summary>
/// <param name="Image">Upright, transparency on white.</param>
/// <param name="Notes">Of <see cref="ImageNotes"/>.</param>
public sealed record ShownImage(RgbImage Image, IReadOnlyList<string> Notes);

/// <summary>White paper under an image.</summary>
internal static class WhitePaper
{
    /// <summary>Puts a pixel on white, rounded as Pillow's alpha_composite and paste round.</summary>
    /// <param name="rgb">Red, green, blue; not premultiplied.</param>
    /// <param name="alpha">0 is transparent, 255 opaque.</param>
    public static void Under(Span<byte> rgb, byte alpha)
    {
        for (int channel = 0; channel < 3; channel++)
        {
            int sum = (rgb[channel] * alpha) + (byte.MaxValue * (byte.MaxValue - alpha));
            rgb[channel] = (byte)(((2 * sum) + byte.MaxValue) / (2 * byte.MaxValue));
        }
    }
}
