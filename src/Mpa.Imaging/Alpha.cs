namespace Mpa.Imaging;

/// <summary>Pillow's conversions RGBA → RGBa and back (src/libImaging/Convert.c).</summary>
internal static class Alpha
{
    private const int Opaque = 255;

    /// <summary>A copy with colors multiplied by alpha / 255, rounded.</summary>
    public static byte[] Premultiply(ReadOnlySpan<byte> pixels)
    {
        byte[] result = pixels.ToArray();
        for (int i = 0; i < result.Length; i += 4)
        {
            int alpha = result[i + 3];
            for (int c = i; c < i + 3; c++)
            {
                int product = (result[c] * alpha) + 128;
                result[c] = (byte)((product + (product >> 8)) >> 8);
            }
        }

        return result;
    }

    /// <summary>Divides colors by alpha / 255 in place, rounded down; fully transparent and opaque pixels stay as they are.</summary>
    public static void Unpremultiply(Span<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            for (int c = i; c < i + 3 && alpha is not (0 or Opaque); c++)
            {
                pixels[c] = (byte)Math.Min(Opaque, Opaque * pixels[c] / alpha);
            }
        }
    }
}
