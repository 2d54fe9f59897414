using Mpa.Statistics;

namespace Mpa.Comparisons;

/// <summary>Runs side by side: everything that the page shows, and compare.json as it stands.</summary>
/// <param name="Headline">What PI is worth here, in one sentence.</param>
/// <param name="Notes">What to know before trusting the figures.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Metric">By which the test is scored.</param>
/// <param name="Questions">Questions that all runs answered.</param>
/// <param name="Teacher">The teacher's score on them; null when no run has it.</param>
/// <param name="Runs">The first is what the others are compared with.</param>
/// <param name="Contrasts">The method against each baseline that differs in the rule alone, the one without PI first.</param>
/// <param name="Thresholds">What other matchers and thresholds would keep.</param>
public sealed record Comparison(
    string Headline,
    IReadOnlyList<string> Notes,
    string Task,
    string Metric,
    int Questions,
    Interval? Teacher,
    IReadOnlyList<ComparedRun> Runs,
    IReadOnlyList<Contrast> Contrasts,
    IReadOnlyList<ThresholdPoint> Thresholds);
