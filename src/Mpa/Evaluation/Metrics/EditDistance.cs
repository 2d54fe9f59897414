using System.Buffers;
using System.Text;

namespace Mpa.Evaluation.Metrics;

/// <summary>Levenshtein distance: insertions, deletions and substitutions cost 1 each.</summary>
internal static class EditDistance
{
    private const int OnStack = 256;

    /// <summary>Distance in Unicode code points, as Python counts them.</summary>
    public static int Between(string first, string second)
    {
        if (first == second)
        {
            return 0;
        }

        return HasSurrogates(first) || HasSurrogates(second)
            ? Between<Rune>([.. first.EnumerateRunes()], [.. second.EnumerateRunes()])
            : Between<char>(first, second);
    }

    private static int Between<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second)
        where T : IEquatable<T>
    {
        int[]? rented = second.Length < OnStack ? null : ArrayPool<int>.Shared.Rent(second.Length + 1);
        Span<int> row = rented is null ? stackalloc int[second.Length + 1] : rented.AsSpan(0, second.Length + 1);
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = i;
        }

        foreach (T letter in first)
        {
            Advance(row, letter, second);
        }

        int distance = row[^1];
        if (rented is not null)
        {
            ArrayPool<int>.Shared.Return(rented);
        }

        return distance;
    }

    // row[j] is the distance from the letters of the first text read so far to the first j letters of the second.
    private static void Advance<T>(Span<int> row, T letter, ReadOnlySpan<T> second)
        where T : IEquatable<T>
    {
        int diagonal = row[0]++;
        for (int j = 0; j < second.Length; j++)
        {
            int substitute = diagonal + (letter.Equals(second[j]) ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = Math.Min(substitute, Math.Min(row[j], diagonal) + 1);
        }
    }

    private static bool HasSurrogates(string text) => text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') >= 0;
}
