namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>An image as patches, in the order in which they come: 2 × 2 squares, row by row, each square row by row.</summary>
/// <param name="Rows">Of patches; even.</param>
/// <param name="Columns">Patches in a row; even.</param>
internal readonly record struct PatchGrid(int Rows, int Columns)
{
    /// <summary>Number of patches.</summary>
    public int Count => Rows * Columns;
}
