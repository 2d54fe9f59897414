namespace Mpa.Data.Conversion;

/// <summary>What a conversion wrote. Rows read are rows written and rows rejected.</summary>
/// <param name="Output">Full path of what was written.</param>
/// <param name="Written">Rows.</param>
/// <param name="Images">Different image files.</param>
/// <param name="Rejected">Rows left out, by cause.</param>
/// <param name="RejectedFile">Where these stand, with their reasons; null when there are none.</param>
public sealed record ConversionResult(string Output, long Written, long Images, IReadOnlyDictionary<string, long> Rejected, string? RejectedFile);
