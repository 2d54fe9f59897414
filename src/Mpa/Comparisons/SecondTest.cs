using Mpa.Reports;
using Mpa.Statistics;

namespace Mpa.Comparisons;

/// <summary>What leveling did to the student on a second test, of things it could do before.</summary>
/// <param name="Before">The student as it was.</param>
/// <param name="After">The student after.</param>
/// <param name="Change">After − before; below zero is forgotten.</param>
/// <param name="Answers">What turned wrong and right.</param>
public sealed record SecondTest(Interval Before, Interval After, Difference Change, AnswerChanges Answers);
