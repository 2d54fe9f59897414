namespace Mpa.Data.Conversion;

/// <summary>A row that was left out (a line of rejected.jsonl).</summary>
/// <param name="Place">Where it stands in the source.</param>
/// <param name="Cause">Short and countable.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record RejectedRow(string Place, string Cause, string Message);
