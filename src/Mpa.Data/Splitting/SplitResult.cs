namespace Mpa.Data.Splitting;

/// <summary>What a split wrote.</summary>
/// <param name="Train">Rows and images of the first part.</param>
/// <param name="Validation">Rows and images of the second.</param>
/// <param name="LeftOut">Rows left out because their image has another.</param>
/// <param name="ImageRoot">Full path of the folder that image paths in the parts start from.</param>
/// <param name="ByContent">Images of equal bytes count as one; false when none is there, so that names decide.</param>
/// <param name="Rejected">Rows that can't be used, by cause.</param>
/// <param name="RejectedFile">Where these stand; null when there are none.</param>
public sealed record SplitResult(
    (long Rows, long Images) Train,
    (long Rows, long Images) Validation,
    long LeftOut,
    string ImageRoot,
    bool ByContent,
    IReadOnlyDictionary<string, long> Rejected,
    string? RejectedFile);
