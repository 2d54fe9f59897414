namespace Mpa;

/// <summary>Finds the name a person most likely meant.</summary>
public static class NearestName
{
    /// <summary>The known name with the smallest edit distance to <paramref name="typed"/>, or null when none is close.</summary>
    /// <param name="typed">What the person wrote.</param>
    /// <param name="known">The names that exist.</param>
    public static string? Of(string typed, IEnumerable<string> known)
    {
        string? nearest = null;
        int best = Math.Max(2, typed.Length / 3) + 1;
        foreach (string name in known)
        {
            int distance = Distance(typed.ToLowerInvariant(), name.ToLowerInvariant());
            if (distance < best)
            {
                (nearest, best) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>Levenshtein's distance: single letters added, removed or replaced. Two rows of its table at a time.</summary>
    private static int Distance(string a, string b)
    {
        int[] above = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
            }

            above = row;
        }

        return above[b.Length];
    }
}
