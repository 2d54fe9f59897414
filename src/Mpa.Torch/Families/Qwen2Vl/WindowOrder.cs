namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>
/// The image tokens of images, window by window, as Qwen2.5-VL's tower takes them: windows row by row, those at the right and lower edges
/// as small as what is left (transformers 4.49, modeling_qwen2_5_vl, get_window_index).
/// </summary>
/// <param name="Tokens">Place of each token before reordering, counted over all images.</param>
/// <param name="WindowSizes">Image tokens in each window, in order; each image has at least one.</param>
internal sealed record WindowOrder(IReadOnlyList<long> Tokens, IReadOnlyList<int> WindowSizes)
{
    /// <param name="grids">Rows and columns of image tokens.</param>
    /// <param name="side">Image tokens along a side of a window.</param>
    public static WindowOrder Of(IEnumerable<PatchGrid> grids, int side)
    {
        List<long> tokens = [];
        List<int> sizes = [];
        long first = 0;
        foreach (PatchGrid grid in grids)
        {
            for (int top = 0; top < grid.Rows; top += side)
            {
                for (int left = 0; left < grid.Columns; left += side)
                {
                    int before = tokens.Count;
                    tokens.AddRange(Window(grid, top, left, side).Select(place => first + place));
                    sizes.Add(tokens.Count - before);
                }
            }

            first += grid.Count;
        }

        return new WindowOrder(tokens, sizes);
    }

    private static IEnumerable<int> Window(PatchGrid grid, int top, int left, int side) =>
        from row in Enumerable.Range(top, Math.Min(side, grid.Rows - top))
        from column in Enumerable.Range(left, Math.Min(side, grid.Columns - left))
        select (row * grid.Columns) + column;
}
