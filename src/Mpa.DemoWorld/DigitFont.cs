namespace Mpa.DemoWorld;

/// <summary>The digits 0 to 9, three pixels wide and five high.</summary>
internal static class DigitFont
{
    public const int Width = 3;
    public const int Height = 5;

    private static readonly string[] Digits =
    [
        "###" + "#.#" + "#.#" + "#.#" + "###",
        ".#." + "##." + ".#." + ".#." + "###",
        "###" + "..#" + "###" + "#.." + "###",
        "###" + "..#" + ".##" + "..#" + "###",
        "#.#" + "#.#" + "###" + "..#" + "..#",
        "###" + "#.." + "###" + "..#" + "###",
        "###" + "#.." + "###" + "#.#" + "###",
        "###" + "..#" + "..#" + ".#." + ".#.",
        "###" + "#.#" + "###" + "#.#" + "###",
        "###" + "#.#" + "###" + "..#" + "###",
    ];

    /// <summary>Draws a digit with its top left corner at the given pixel.</summary>
    public static void Draw(Canvas canvas, int digit, int left, int top, Rgb color)
    {
        for (int at = 0; at < Width * Height; at++)
        {
            if (Digits[digit][at] == '#')
            {
                int x = left + (at % Width);
                int y = top + (at / Width);
                canvas.Rectangle(x, y, x, y, color);
            }
        }
    }
}
