namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// Into how many tiles InternVL cuts an image (arXiv 2404.16821, section 3.2; OpenGVLab/InternVL,
/// internvl/train/dataset.py, find_closest_aspect_ratio).
/// </summary>
internal static class InternVlGrid
{
    /// <summary>
    /// The grid whose ratio is nearest to the image's. Where two are as near, the later in order wins if the image has
    /// more than half of its pixels.
    /// </summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="candidates">As <see cref="Candidates"/> orders them.</param>
    /// <param name="side">Of a tile, in pixels.</param>
    public static (int Columns, int Rows) Of(
        int width, int height, IReadOnlyList<(int Columns, int Rows)> candidates, int side)
    {
        double ratio = (double)width / height;
        double area = (double)width * height;
        (int Columns, int Rows) best = (1, 1);
        double nearest = double.PositiveInfinity;
        foreach ((int columns, int rows) in candidates)
        {
            double distance = Math.Abs(ratio - ((double)columns / rows));
            if (distance < nearest
                || (distance == nearest && area > 0.5 * side * side * columns * rows))
            {
                (nearest, best) = (distance, (columns, rows));
            }
        }

        return best;
    }

    /// <summary>
    /// Grids of so many tiles, by their number; those of one number in the order of the official program, which keeps
    /// them in a Python set.
    /// </summary>
    public static IReadOnlyList<(int Columns, int Rows)> Candidates(int least, int most)
    {
        PythonPairs pairs = new();
        for (int side = least; side <= most; side++)
        {
            for (int columns = 1; columns <= side; columns++)
            {
                for (int rows = 1; rows <= side; rows++)
                {
                    if (columns * rows <= most && columns * rows >= least)
                    {
                        pairs.Add((columns, rows));
                    }
                }
            }
        }

        return [.. pairs.InOrder().OrderBy(pair => pair.First * pair.Second)];
    }
}

/// <summary>
/// Pairs of whole numbers in the order in which a Python set gives them: by the places of their hashes in its table
/// (CPython 3.8 and later, Objects/setobject.c and tuplehash in Objects/tupleobject.c).
/// </summary>
internal sealed class PythonPairs
{
    private const ulong Prime1 = 11400714785074694791;
    private const ulong Prime2 = 14029467366897019727;
    private const ulong Prime5 = 2870177450012600261;
    private const int Neighbors = 9;

    private (int First, int Second)?[] _table = new (int, int)?[8];
    private int _count;

    /// <summary>Adds a pair that may be there.</summary>
    public void Add((int First, int Second) pair)
    {
        if (!Place(_table, pair))
        {
            return;
        }

        _count++;
        if (_count * 5 >= (_table.Length - 1) * 3)
        {
            int size = 8;
            while (size <= _count * 4)
            {
                size <<= 1;
            }

            (int, int)?[] larger = new (int, int)?[size];
            foreach ((int, int) old in InOrder())
            {
                Place(larger, old);
            }

            _table = larger;
        }
    }

    /// <summary>All pairs.</summary>
    public IEnumerable<(int First, int Second)> InOrder() => _table.OfType<(int, int)>();

    private static bool Place((int First, int Second)?[] table, (int First, int Second) pair)
    {
        ulong mask = (ulong)table.Length - 1;
        ulong rest = Hash(pair);
        ulong place = rest & mask;
        while (true)
        {
            ulong last = place + Neighbors <= mask ? place + Neighbors : place;
            for (ulong at = place; at <= last; at++)
            {
                if (table[at] is null)
                {
                    table[at] = pair;
                    return true;
                }

                if (table[at] == pair)
                {
                    return false;
                }
            }

            rest >>= 5;
            place = ((place * 5) + 1 + rest) & mask;
        }
    }

    private static ulong Hash((int First, int Second) pair)
    {
        ulong hash = Prime5;
        foreach (int number in new[] { pair.First, pair.Second })
        {
            hash += (ulong)number * Prime2;
            hash = System.Numerics.BitOperations.RotateLeft(hash, 31) * Prime1;
        }

        return hash + (2UL ^ (Prime5 ^ 3527539UL));
    }
}
