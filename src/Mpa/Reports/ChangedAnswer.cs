namespace Mpa.Reports;

/// <summary>A test question that leveling turned wrong or right.</summary>
/// <param name="QuestionId">In the test split.</param>
/// <param name="Image">Relative to the split's folder.</param>
/// <param name="Slice">The chart kind; null when unknown.</param>
/// <param name="Kind">The question kind; null when unknown.</param>
/// <param name="Question">As people asked it.</param>
/// <param name="Expected">The accepted answers.</param>
/// <param name="Before">The student's answer as it was.</param>
/// <param name="After">The student's answer after leveling.</param>
/// <param name="Teacher">The teacher's answer; null when the teacher was not scored.</param>
/// <param name="Learned">True for wrong → right, false for right → wrong.</param>
public sealed record ChangedAnswer(
    string QuestionId,
    string Image,
    string? Slice,
    string? Kind,
    string Question,
    IReadOnlyList<string> Expected,
    string Before,
    string After,
    string? Teacher,
    bool Learned);
