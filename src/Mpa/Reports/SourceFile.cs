namespace Mpa.Reports;

/// <summary>A file whose rows a figure of the report is computed from.</summary>
/// <param name="Name">As the report's source lines name it.</param>
/// <param name="Lines">Lines in it.</param>
/// <param name="Sha256">Of its bytes when the report was written, lower-case hex.</param>
public sealed record SourceFile(string Name, long Lines, string Sha256);
