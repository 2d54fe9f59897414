namespace Mpa.Reports.Quality;

/// <summary>A question and its answer as someone wrote them.</summary>
/// <param name="Question">May be empty, where the file has none.</param>
/// <param name="Answer">May be empty, where the file has none.</param>
/// <param name="Image">Path or name of its image; null when unknown.</param>
public sealed record QuotedPair(string Question, string Answer, string? Image);
