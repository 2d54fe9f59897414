namespace Mpa.Reports;

/// <summary>What the judge said of the answers to the test, beside what the metric says.</summary>
/// <param name="Judge">What people call it.</param>
/// <param name="Judged">Answers with a verdict, each as often as it was given.</param>
/// <param name="Unjudged">Answers about which the judge failed or did not say yes or no; they stand in no other figure here.</param>
/// <param name="MetricOnly">Right by the metric, wrong by the judge.</param>
/// <param name="JudgeOnly">Wrong by the metric, right by the judge.</param>
/// <param name="Kappa">Cohen's kappa of the two (Cohen 1960): 1 is agreement, 0 is what chance gives; null when one of them never varies.</param>
/// <param name="Scores">Each examinee by both.</param>
/// <param name="Disagreements">Some answers on which they disagree.</param>
public sealed record JudgeReport(
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
