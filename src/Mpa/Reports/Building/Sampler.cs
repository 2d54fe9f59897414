namespace Mpa.Reports.Building;

/// <summary>Picks rows to show: evenly over groups, and within a group evenly over the file. No chance is involved.</summary>
internal static class Sampler
{
    /// <summary>Up to <paramref name="count"/> rows, taken from the groups in turn; the result keeps the groups together, in their order of appearance.</summary>
    public static IReadOnlyList<T> Balanced<T>(IEnumerable<T> rows, Func<T, string?> group, int count)
    {
        T[][] groups = [.. rows.GroupBy(group).Select(members => members.ToArray())];
        int[] shares = Shares([.. groups.Select(members => members.Length)], count);
        return [.. groups.SelectMany((members, index) => Spread(members, shares[index]))];
    }

    // Hands out one place at a time to each group that has rows left.
    private static int[] Shares(int[] sizes, int count)
    {
        int[] shares = new int[sizes.Length];
        int left = Math.Min(count, sizes.Sum());
        for (int turn = 0; left > 0; turn = (turn + 1) % sizes.Length)
        {
            if (shares[turn] < sizes[turn])
            {
                shares[turn]++;
                left--;
            }
        }

        return shares;
    }

    private static IEnumerable<T> Spread<T>(T[] members, int count) =>
        Enumerable.Range(0, count).Select(i => members[(int)((long)i * members.Length / count)]);
}
