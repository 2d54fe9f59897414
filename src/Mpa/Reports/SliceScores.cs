using Mpa.Statistics;

namespace Mpa.Reports;

/// <summary>Scores on one part of the test.</summary>
/// <param name="By">What parts the test: "chart kind" or "question kind".</param>
/// <param name="Name">The part.</param>
/// <param name="Questions">Questions in it.</param>
/// <param name="Before">The student as it was.</param>
/// <param name="After">The student after leveling.</param>
/// <param name="Teacher">The teacher.</param>
/// <param name="Difference">After − before; null without both.</param>
/// <param name="Forgetting">What turned wrong and right; null without both.</param>
public sealed record SliceScores(
    string By,
    string Name,
    int Questions,
    Interval? Before,
    Interval? After,
    Interval? Teacher,
    Difference? Difference,
    AnswerChanges? Forgetting)
{
    /// <summary>The interval of fewer questions says little.</summary>
    public const int Few = 20;

    /// <summary>True when the whole interval of the change lies below zero.</summary>
    public bool Regressed => Difference is { High: < 0 };
}
