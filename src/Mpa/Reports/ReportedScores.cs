using Mpa.Evaluation;
using Mpa.Statistics;

namespace Mpa.Reports;

/// <summary>Mean scores on the held-out test with intervals clustered by image; null where there is none.</summary>
/// <param name="Before">The student as it was.</param>
/// <param name="After">The student after leveling.</param>
/// <param name="Teacher">The teacher.</param>
/// <param name="Metric">Name of the metric; null when nothing was scored.</param>
/// <param name="Version">Of the metric; null when nothing was scored.</param>
internal sealed record ReportScores(
    Interval? Before, Interval? After, Interval? Teacher, string? Metric, int? Version)
{
    /// <summary>Who took the test, in order, with the score.</summary>
    public IEnumerable<(Examinee Who, Interval Score)> Scored()
    {
        (Examinee Who, Interval? Score)[] all =
            [(Examinee.Before, Before), (Examinee.After, After), (Examinee.Teacher, Teacher)];
        return all.Where(row => row.Score is not null).Select(row => (row.Who, row.Score!));
    }
}

/// <summary>The same answers by another metric.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Version">Of the metric.</param>
/// <param name="Before">The student as it was.</param>
/// <param name="After">The student after leveling.</param>
/// <param name="Teacher">The teacher.</param>
/// <param name="Difference">After − before; null without both.</param>
internal sealed record MetricScores(
    string Metric, int Version, Interval? Before, Interval? After, Interval? Teacher, Difference? Difference);

/// <summary>Scores on one part of the test.</summary>
/// <param name="By">What parts the test: "chart kind" or "question kind".</param>
/// <param name="Name">The part.</param>
/// <param name="Questions">Questions in it.</param>
/// <param name="Before">The student as it was.</param>
/// <param name="After">The student after leveling.</param>
/// <param name="Teacher">The teacher.</param>
/// <param name="Difference">After − before; null without both.</param>
/// <param name="Forgetting">What became wrong and right; null without both.</param>
internal sealed record SliceScores(
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

/// <summary>How leveling changed the student's answers to the test.</summary>
/// <param name="RightBefore">Questions that were right before.</param>
/// <param name="Forgotten">Of these, wrong after.</param>
/// <param name="WrongBefore">Questions that were wrong before.</param>
/// <param name="Learned">Of these, right after.</param>
public sealed record AnswerChanges(int RightBefore, int Forgotten, int WrongBefore, int Learned);

/// <summary>A test question whose answer leveling made wrong or right.</summary>
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
internal sealed record ChangedAnswer(
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

/// <summary>What the judge said of the answers to the test, beside what the metric says.</summary>
/// <param name="Judge">What people call it.</param>
/// <param name="Judged">Answers with a verdict, each as often as it was given.</param>
/// <param name="Unjudged">
/// Answers about which the judge failed or did not say yes or no; they stand in no other figure here.
/// </param>
/// <param name="MetricOnly">Right by the metric, wrong by the judge.</param>
/// <param name="JudgeOnly">Wrong by the metric, right by the judge.</param>
/// <param name="Kappa">
/// Cohen's kappa of the two (Cohen 1960): 1 is agreement, 0 is what chance gives; null when one of them never varies.
/// </param>
/// <param name="Scores">Each examinee by both.</param>
/// <param name="Disagreements">Some answers on which they disagree.</param>
internal sealed record JudgeReport(
    string Judge,
    int Judged,
    int Unjudged,
    int MetricOnly,
    int JudgeOnly,
    double? Kappa,
    IReadOnlyList<JudgedScores> Scores,
    IReadOnlyList<JudgeDisagreement> Disagreements)
{
    /// <summary>Answers on which the two agree.</summary>
    public int Agreed => Judged - MetricOnly - JudgeOnly;
}

/// <summary>One examinee's judged answers by the metric and by the judge.</summary>
/// <param name="Who">Whose.</param>
/// <param name="Metric">Share that is right by the metric's threshold.</param>
/// <param name="Judge">Share that is right by the judge.</param>
internal sealed record JudgedScores(Examinee Who, Interval Metric, Interval Judge);

/// <summary>An answer that the metric and the judge see differently.</summary>
/// <param name="Image">Relative to the split's folder.</param>
/// <param name="Question">As people asked it.</param>
/// <param name="Expected">The accepted answers.</param>
/// <param name="Answer">The answer given.</param>
/// <param name="JudgeSaysRight">True when the judge accepts it and the metric does not; false for the reverse.</param>
internal sealed record JudgeDisagreement(
    string Image, string Question, IReadOnlyList<string> Expected, string Answer, bool JudgeSaysRight);
