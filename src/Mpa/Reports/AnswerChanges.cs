namespace Mpa.Reports;

/// <summary>How leveling changed the student's answers to the test.</summary>
/// <param name="RightBefore">Questions that were right before.</param>
/// <param name="Forgotten">Of these, wrong after.</param>
/// <param name="WrongBefore">Questions that were wrong before.</param>
/// <param name="Learned">Of these, right after.</param>
public sealed record AnswerChanges(int RightBefore, int Forgotten, int WrongBefore, int Learned);
