namespace Mpa.Data.Rows;

/// <summary>Why a row can't be used.</summary>
/// <param name="Cause">Short and countable, such as "no image".</param>
/// <param name="Message">What was found and what was expected, without the place.</param>
public sealed record RowProblem(string Cause, string Message);
