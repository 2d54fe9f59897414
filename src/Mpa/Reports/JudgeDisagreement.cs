namespace Mpa.Reports;

/// <summary>An answer that the metric and the judge see differently.</summary>
/// <param name="Image">Relative to the split's folder.</param>
/// <param name="Question">As people asked it.</param>
/// <param name="Expected">The accepted answers.</param>
/// <param name="Answer">The answer given.</param>
/// <param name="JudgeSaysRight">True when the judge accepts it and the metric does not; false for the reverse.</param>
public sealed record JudgeDisagreement(string Image, string Question, IReadOnlyList<string> Expected, string Answer, bool JudgeSaysRight);
