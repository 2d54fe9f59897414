namespace Mpa.Parity;

/// <summary>A judged pair (a row of 3-parity.jsonl). Every pair stands here, kept or not.</summary>
/// <param name="Id">The annotation's id.</param>
/// <param name="ImageId">The image's id.</param>
/// <param name="Question">As the teacher wrote it.</param>
/// <param name="Answer">The pseudo answer.</param>
/// <param name="TeacherAnswer">What the teacher said when asked again.</param>
/// <param name="StudentAnswer">What the student said.</param>
/// <param name="TeacherScore">Score of the teacher's re-answer against the pseudo answer, 0 to 1.</param>
/// <param name="StudentScore">Score of the student's answer against the pseudo answer, 0 to 1.</param>
/// <param name="Verdict">The rule's verdict.</param>
public sealed record ParityExample(
    string Id,
    string ImageId,
    string Question,
    string Answer,
    string TeacherAnswer,
    string StudentAnswer,
    double TeacherScore,
    double StudentScore,
    Verdict Verdict);
