using Mpa.Torch.Language;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>How the patches of some images lie in the tower: who sees whom, where each stands, and in which order they come.</summary>
/// <param name="Rotary">Of each patch's row and column, in the tower's order; float32 as in the public implementation.</param>
/// <param name="Images">A stretch for each image.</param>
/// <param name="Windows">A stretch for each window; null without windows.</param>
/// <param name="Order">Place of each image token before reordering [tokens]; null without windows.</param>
internal sealed record VisionLayout(Rotary Rotary, IReadOnlyList<SegmentRun> Images, IReadOnlyList<SegmentRun>? Windows, Tensor? Order)
{
    private const double Theta = 10_000;

    /// <summary>The layout of images of these grids.</summary>
    public static VisionLayout Of(IReadOnlyList<PatchGrid> grids, Qwen2VisionConfig config)
    {
        int square = config.MergeSize * config.MergeSize;
        IReadOnlyList<SegmentRun> images = SegmentRun.Of(grids.Select(grid => grid.Count));
        Tensor angles = Angles(grids, config); // [S, d/2]
        if (config.Windows is not { } windows)
        {
            return new VisionLayout(Rotary.Of(angles.unsqueeze(0), ScalarType.Float32), images, null, null);
        }

        WindowOrder order = WindowOrder.Of(
            grids.Select(grid => new PatchGrid(grid.Rows / config.MergeSize, grid.Columns / config.MergeSize)), windows.Size / config.PatchSize / config.MergeSize);
        VisionLayout layout = new(null!, images, SegmentRun.Of(order.WindowSizes.Select(size => size * square)), tensor([.. order.Tokens]));
        return layout with { Rotary = Rotary.Of(layout.Reorder(angles, square).unsqueeze(0), ScalarType.Float32) };
    }

    /// <summary>x: [S, ...] in image order → in the tower's order; squares of patches move together.</summary>
    public Tensor Reorder(Tensor x, int square) => Order is null
        ? x
        : x.view(-1, square, x.shape[1]).index_select(0, Order).view(x.shape); // [S, ...]

    /// <summary>tokens: [N, ...] in the tower's order → in image order.</summary>
    public Tensor Restore(Tensor tokens) => Order is null ? tokens : tokens.index_select(0, Order.argsort()); // [N, ...]

    /// <summary>Angles [S, d/2]: the first half of them follow the row, the second the column.</summary>
    private static Tensor Angles(IReadOnlyList<PatchGrid> grids, Qwen2VisionConfig config)
    {
        (int Row, int Column)[] places = [.. grids.SelectMany(grid => Places(grid, config.MergeSize))];
        Tensor frequencies = Rotary.Frequencies(Theta, config.HeadDim / 2); // [d/4]
        Tensor rows = tensor([.. places.Select(place => (float)place.Row)]).unsqueeze(-1).mul(frequencies); // [S, d/4]
        Tensor columns = tensor([.. places.Select(place => (float)place.Column)]).unsqueeze(-1).mul(frequencies); // [S, d/4]
        return cat([rows, columns], -1); // [S, d/2]
    }

    private static IEnumerable<(int Row, int Column)> Places(PatchGrid grid, int side) =>
        from top in Enumerable.Range(0, grid.Rows / side)
        from left in Enumerable.Range(0, grid.Columns / side)
        from y in Enumerable.Range(0, side)
        from x in Enumerable.Range(0, side)
        select ((top * side) + y, (left * side) + x);
}
