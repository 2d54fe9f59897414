using Mpa.Torch.Language;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision;

/// <summary>
/// How the patches of some images lie in the tower: who sees whom, where each stands, and in which order they come.
/// </summary>
/// <param name="Rotary">
/// Of each patch's row and column, in the tower's order; float32 as in the public implementation.
/// </param>
/// <param name="Images">A stretch for each image.</param>
/// <param name="Windows">A stretch for each window; null without windows.</param>
/// <param name="Order">Place of each image token before reordering [tokens]; null without windows.</param>
internal sealed record VisionLayout(
    Rotary Rotary, IReadOnlyList<SegmentRun> Images, IReadOnlyList<SegmentRun>? Windows, Tensor? Order)
{
    /// <summary>Base of the tower's rotary angles.</summary>
    public const double Theta = 10_000;

    /// <summary>The layout of images of these grids.</summary>
    public static VisionLayout Of(IReadOnlyList<PatchGrid> grids, VisionConfig config)
    {
        int square = config.MergeSize * config.MergeSize;
        IReadOnlyList<SegmentRun> images = SegmentRun.Of(grids.Select(grid => grid.Count));
        Tensor angles = Angles(grids, config); // [S, d/2]
        if (config.Windows is not { } windows)
        {
            return new VisionLayout(Rotary.Of(angles.unsqueeze(0), ScalarType.Float32), images, null, null);
        }

        IEnumerable<PatchGrid> tokenGrids = grids
            .Select(grid => new PatchGrid(grid.Rows / config.MergeSize, grid.Columns / config.MergeSize));
        WindowOrder window = WindowOrder.Of(tokenGrids, windows.Size / config.PatchSize / config.MergeSize);
        Tensor order = tensor([.. window.Tokens]); // [tokens]
        Rotary rotary = Rotary.Of(Reorder(angles, order, square).unsqueeze(0), ScalarType.Float32);
        return new VisionLayout(
            rotary, images, SegmentRun.Of(window.WindowSizes.Select(size => size * square)), order);
    }

    /// <summary>x: [S, ...] in image order → in the tower's order; squares of patches move together.</summary>
    public Tensor Reorder(Tensor x, int square) => Order is null ? x : Reorder(x, Order, square); // [S, ...]

    /// <summary>x: [S, ...] in the tower's order → in image order.</summary>
    public Tensor Restore(Tensor x, int square) =>
        Order is null ? x : Reorder(x, Order.argsort(), square); // [S, ...]

    private static Tensor Reorder(Tensor x, Tensor order, int square) =>
        x.view(-1, square, x.shape[1]).index_select(0, order).view(x.shape); // [S, ...]

    /// <summary>Angles [S, d/2]: the first half of them follow the row, the second the column.</summary>
    private static Tensor Angles(IReadOnlyList<PatchGrid> grids, VisionConfig config)
    {
        (int Row, int Column)[] places = [.. grids.SelectMany(grid => Places(grid, config.MergeSize))];

        // Exact: places are small whole numbers.
        Tensor rows = tensor([.. places.Select(place => (float)place.Row)]).unsqueeze(-1); // [S, 1]
        Tensor columns = tensor([.. places.Select(place => (float)place.Column)]).unsqueeze(-1); // [S, 1]
        Tensor frequencies = Rotary.Frequencies(new RotaryConfig(Theta, config.HeadDim / 2)); // [d/4]
        return cat([rows.mul(frequencies), columns.mul(frequencies)], -1); // [S, d/2]
    }

    private static IEnumerable<(int Row, int Column)> Places(PatchGrid grid, int side) =>
        from top in Enumerable.Range(0, grid.Rows / side)
        from left in Enumerable.Range(0, grid.Columns / side)
        from y in Enumerable.Range(0, side)
        from x in Enumerable.Range(0, side)
        select ((top * side) + y, (left * side) + x);
}

/// <summary>
/// The image tokens of images, window by window, as Qwen2.5-VL's tower takes them: windows row by row, those at the
/// right and lower edges as small as what is left (transformers 4.49, modeling_qwen2_5_vl, get_window_index).
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

/// <summary>
/// Neighboring stretches of patches that are of one length, so that attention treats them as one batch.
/// </summary>
/// <param name="Count">Stretches.</param>
/// <param name="Length">Patches in each.</param>
internal readonly record struct SegmentRun(int Count, int Length)
{
    /// <summary>Patches in all.</summary>
    public long Patches => (long)Count * Length;

    /// <summary>Joins neighbors of equal length.</summary>
    /// <param name="lengths">Patches in each stretch, in order.</param>
    public static IReadOnlyList<SegmentRun> Of(IEnumerable<int> lengths)
    {
        List<SegmentRun> runs = [];
        foreach (int length in lengths)
        {
            if (runs.Count > 0 && runs[^1].Length == length)
            {
                runs[^1] = new SegmentRun(runs[^1].Count + 1, length);
            }
            else
            {
                runs.Add(new SegmentRun(1, length));
            }
        }

        return runs;
    }
}

/// <summary>
/// An image as patches, in the order in which they come: 2 × 2 squares, row by row, each square row by row.
/// </summary>
/// <param name="Rows">Of patches; even.</param>
/// <param name="Columns">Patches in a row; even.</param>
internal readonly record struct PatchGrid(int Rows, int Columns)
{
    /// <summary>Number of patches.</summary>
    public int Count => Rows * Columns;
}
