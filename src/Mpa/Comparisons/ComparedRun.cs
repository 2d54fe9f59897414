using Mpa.Reports;
using Mpa.Rounds;
using Mpa.Statistics;

namespace Mpa.Comparisons;

/// <summary>One run beside others. Scores are those of its best student on the questions that are compared.</summary>
/// <param name="Name">The run folder's name.</param>
/// <param name="Folder">Its full path.</param>
/// <param name="Rule">Name of its selection rule.</param>
/// <param name="Meaning">What the rule trains on.</param>
/// <param name="Changes">Keys of the recipe that differ from the first run's, each with its value; empty for the first.</param>
/// <param name="Selected">Pairs or labels that the rule took; null before stage 4.</param>
/// <param name="Replayed">Pairs known to both, trained on again.</param>
/// <param name="Steps">Optimizer steps, of all its rounds; 0 when nothing was trained.</param>
/// <param name="Before">The student as it was.</param>
/// <param name="Score">The student after; as it was where the rule selects nothing or no round was accepted; null before the evaluation.</param>
/// <param name="Gain">Score − before.</param>
/// <param name="AgainstFirst">This run's score − the first run's, question by question; null for the first.</param>
/// <param name="HolmP">The p-value of that difference, corrected for the number of runs compared.</param>
/// <param name="Forgetting">What turned wrong and right on the test.</param>
/// <param name="SecondTest">The second test; null without one.</param>
/// <param name="Table2x2">The judged pairs by teacher and student.</param>
/// <param name="Funnel">From images to kept pairs.</param>
/// <param name="Slices">The score by part of the test, in one order for all runs.</param>
/// <param name="Stages">What each stage cost in this run alone.</param>
/// <param name="Reused">Rows that it took from other runs in place of asking.</param>
/// <param name="Rounds">Its rounds; empty for a run of one.</param>
public sealed record ComparedRun(
    string Name,
    string Folder,
    string Rule,
    string Meaning,
    IReadOnlyList<string> Changes,
    long? Selected,
    long Replayed,
    int Steps,
    Interval? Before,
    Interval? Score,
    Difference? Gain,
    Difference? AgainstFirst,
    double? HolmP,
    AnswerChanges? Forgetting,
    SecondTest? SecondTest,
    ParityTable? Table2x2,
    IReadOnlyList<FunnelStep> Funnel,
    IReadOnlyList<ComparedSlice> Slices,
    IReadOnlyList<StageCost> Stages,
    long Reused,
    IReadOnlyList<RoundRow> Rounds);
