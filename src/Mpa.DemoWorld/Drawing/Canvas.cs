using Mpa.Imaging;

namespace Mpa.DemoWorld;

/// <summary>
/// Drawing in whole numbers only, so that every machine gives the same pixels. Edges are smoothed with 4×4 samples a
/// pixel.
/// </summary>
internal sealed class Canvas(RgbImage image)
{
    /// <summary>Parts of a pixel in which shapes are described; the middle of pixel x is 8x + 4.</summary>
    public const int Fine = 8;

    /// <summary>
    /// Fills whole pixels: columns left to right and rows top to bottom, all included, cut at the image's edge.
    /// </summary>
    public void Rectangle(int left, int top, int right, int bottom, Rgb color)
    {
        for (int y = Math.Max(0, top); y <= Math.Min(image.Height - 1, bottom); y++)
        {
            for (int x = Math.Max(0, left); x <= Math.Min(image.Width - 1, right); x++)
            {
                Set(x, y, color);
            }
        }
    }

    /// <summary>A marker about the middle of a pixel.</summary>
    /// <param name="shape">Disc, square or diamond, of about equal area.</param>
    /// <param name="x">Column of the middle.</param>
    /// <param name="y">Row of the middle.</param>
    /// <param name="radius">Of the disc, in eighths of a pixel.</param>
    /// <param name="color">Of the whole marker.</param>
    public void Marker(MarkerShape shape, int x, int y, int radius, Rgb color)
    {
        int centerX = (x * Fine) + (Fine / 2);
        int centerY = (y * Fine) + (Fine / 2);
        int reach = (radius * 5 / 4 / Fine) + 1;
        Smooth(x - reach, y - reach, x + reach, y + reach, color, (px, py) =>
            Inside(shape, px - centerX, py - centerY, radius));
    }

    /// <summary>A straight line between the middles of two pixels, ends round.</summary>
    /// <param name="from">Column and row.</param>
    /// <param name="to">Column and row, not those of <paramref name="from"/>.</param>
    /// <param name="halfWidth">In eighths of a pixel.</param>
    /// <param name="color">Of the whole line.</param>
    public void Line((int X, int Y) from, (int X, int Y) to, int halfWidth, Rgb color)
    {
        int startX = (from.X * Fine) + (Fine / 2);
        int startY = (from.Y * Fine) + (Fine / 2);
        int runX = (to.X - from.X) * Fine;
        int runY = (to.Y - from.Y) * Fine;
        int squared = (runX * runX) + (runY * runY);
        long limit = (long)halfWidth * halfWidth * squared;
        Smooth(
            Math.Min(from.X, to.X),
            Math.Min(from.Y, to.Y) - 1,
            Math.Max(from.X, to.X),
            Math.Max(from.Y, to.Y) + 1,
            color,
            (x, y) =>
            {
                long across = ((long)(x - startX) * runY) - ((long)(y - startY) * runX);
                return across * across <= limit;
            });
    }

    private static bool Inside(MarkerShape shape, int dx, int dy, int radius) => shape switch
    {
        MarkerShape.Disc => (dx * dx) + (dy * dy) <= radius * radius,
        MarkerShape.Square => Math.Max(Math.Abs(dx), Math.Abs(dy)) <= radius * 7 / 8,
        _ => Math.Abs(dx) + Math.Abs(dy) <= radius * 5 / 4,
    };

    private void Smooth(int left, int top, int right, int bottom, Rgb color, Func<int, int, bool> inside)
    {
        for (int y = Math.Max(0, top); y <= Math.Min(image.Height - 1, bottom); y++)
        {
            for (int x = Math.Max(0, left); x <= Math.Min(image.Width - 1, right); x++)
            {
                int covered = Coverage(x * Fine, y * Fine, inside);
                if (covered > 0)
                {
                    Set(x, y, Get(x, y).Mix(color, covered));
                }
            }
        }
    }

    private static int Coverage(int x, int y, Func<int, int, bool> inside)
    {
        int covered = 0;
        for (int sample = 0; sample < 16; sample++)
        {
            covered += inside(x + (sample % 4 * 2) + 1, y + (sample / 4 * 2) + 1) ? 1 : 0;
        }

        return covered;
    }

    private Rgb Get(int x, int y)
    {
        int at = ((y * image.Width) + x) * 3;
        return new Rgb(image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }

    private void Set(int x, int y, Rgb color)
    {
        int at = ((y * image.Width) + x) * 3;
        image.Pixels[at] = color.R;
        image.Pixels[at + 1] = color.G;
        image.Pixels[at + 2] = color.B;
    }
}
