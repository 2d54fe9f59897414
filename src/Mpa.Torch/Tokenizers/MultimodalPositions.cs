namespace Mpa.Torch.Tokenizers;

/// <summary>
/// Positions on three axes, time, row and column (M-RoPE, arXiv 2409.12191, section 2.1): text counts on all of them
/// together, an image stands still in time and spreads over rows and columns; what follows begins after the highest of
/// the three.
/// </summary>
internal static class MultimodalPositions
{
    /// <summary>Positions [3][tokens].</summary>
    /// <param name="ids">Token ids of the expanded prompt.</param>
    /// <param name="imageId">The image token.</param>
    /// <param name="grids">Rows and columns of image tokens, in the order of the prompt.</param>
    public static int[][] Of(IReadOnlyList<int> ids, int imageId, IReadOnlyList<ImageGrid> grids)
    {
        int[][] axes = [new int[ids.Count], new int[ids.Count], new int[ids.Count]];
        int image = 0;
        int next = 0;
        for (int i = 0; i < ids.Count;)
        {
            if (ids[i] != imageId)
            {
                (axes[0][i], axes[1][i], axes[2][i]) = (next, next, next);
                i++;
                next++;
                continue;
            }

            ImageGrid grid = grids[image++];
            for (int place = 0; place < grid.Rows * grid.Columns; place++, i++)
            {
                (int row, int column) = Math.DivRem(place, grid.Columns);
                (axes[0][i], axes[1][i], axes[2][i]) = (next, next + row, next + column);
            }

            next += Math.Max(grid.Rows, grid.Columns);
        }

        return axes;
    }
}
