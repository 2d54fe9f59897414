namespace Mpa.Imaging;

/// <summary>Undoes the five filters of PNG rows (PNG specification, 9.2).</summary>
internal static class PngFilter
{
    /// <summary>Restores a row in place.</summary>
    /// <param name="type">0 none, 1 sub, 2 up, 3 average, 4 Paeth.</param>
    /// <param name="row">Filtered bytes in, plain bytes out.</param>
    /// <param name="above">The restored row above, or zeros.</param>
    /// <param name="step">Bytes of a pixel, at least 1.</param>
    /// <exception cref="InvalidDataException">There is no such filter.</exception>
    public static void Undo(int type, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        switch (type)
        {
            case 0: break;
            case 1: Sub(row, step); break;
            case 2: Up(row, above); break;
            case 3: Average(row, above, step); break;
            case 4: Paeth(row, above, step); break;
            default: throw new InvalidDataException($"there is no row filter {type}");
        }
    }

    private static void Sub(Span<byte> row, int step)
    {
        for (int i = step; i < row.Length; i++)
        {
            row[i] += row[i - step];
        }
    }

    private static void Up(Span<byte> row, ReadOnlySpan<byte> above)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }

    private static void Average(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < step ? 0 : row[i - step];
            row[i] += (byte)((left + above[i]) / 2);
        }
    }

    private static void Paeth(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        int first = Math.Min(step, row.Length);
        Up(row[..first], above);
        for (int i = first; i < row.Length; i++)
        {
            row[i] += (byte)Predict(row[i - step], above[i], above[i - step]);
        }
    }

    private static int Predict(int left, int above, int corner)
    {
        int toLeft = Math.Abs(above - corner);
        int toAbove = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + above - (2 * corner));
        int nearer = toAbove <= toCorner ? above : corner;
        return toLeft <= toAbove && toLeft <= toCorner ? left : nearer;
    }
}
