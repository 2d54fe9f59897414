namespace Mpa.Imaging;

/// <summary>Undoes the five filters of PNG rows (PNG specification, 9.2).</summary>
internal static class PngFilter
{
    /// <summary>Restores a row in place.</summary>
    /// <param name="type">0 none, 1 sub, 2 up, 3 average, 4 Paeth.</param>
    /// <param name="row">Filtered bytes in, plain bytes out.</param>
    /// <param name="above">The restored row above, or zeros.</param>
    /// <param name="step">Bytes of a pixel, at least 1.</param>
    /// <returns>False if there is no such filter.</returns>
    public static bool Undo(int type, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        for (int i = 0; i < row.Length && type is >= 1 and <= 4; i++)
        {
            int left = i < step ? 0 : row[i - step];
            row[i] += (byte)(type switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                _ => Paeth(left, above[i], i < step ? 0 : above[i - step]),
            });
        }

        return type is >= 0 and <= 4;
    }

    private static int Paeth(int left, int above, int corner)
    {
        int toLeft = Math.Abs(above - corner);
        int toAbove = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + above - (2 * corner));
        if (toLeft <= toAbove && toLeft <= toCorner)
        {
            return left;
        }

        return toAbove <= toCorner ? above : corner;
    }
}
