namespace Mpa.Torch.Vision;

/// <summary>
/// Which learned position each patch takes when an image fills only part of the tile: the positions of a smaller grid are
/// spread over the full one (Idefics3's vision embeddings, transformers modeling_idefics3).
/// </summary>
public static class VisionPositions
{
    /// <summary>Buckets of the rows (or columns) 0 … <paramref name="valid"/> − 1 among <paramref name="side"/> positions.</summary>
    public static int[] Buckets(int valid, int side) =>
        [.. Enumerable.Range(0, valid).Select(i => (int)((long)i * side / valid))];

    /// <summary>Position ids of one image's patches, row by row; patches outside the valid area take 0.</summary>
    /// <param name="mask">[rows, columns], true where the patch holds image.</param>
    /// <param name="side">Learned positions along a side.</param>
    public static long[] Ids(bool[,] mask, int side)
    {
        int rows = mask.GetLength(0);
        int columns = mask.GetLength(1);
        int[] rowBuckets = Buckets(Enumerable.Range(0, rows).Count(r => mask[r, 0]), side);
        int[] columnBuckets = Buckets(Enumerable.Range(0, columns).Count(c => mask[0, c]), side);
        long[] ids = new long[rows * columns];
        for (int r = 0; r < rowBuckets.Length; r++)
        {
            for (int c = 0; c < columnBuckets.Length; c++)
            {
                ids[(r * columns) + c] = ((long)rowBuckets[r] * side) + columnBuckets[c];
            }
        }

        return ids;
    }
}
