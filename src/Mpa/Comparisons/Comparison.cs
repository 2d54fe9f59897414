using System.Text.Json.Serialization;
using Mpa.Reports;
using Mpa.Rounds;
using Mpa.Statistics;

namespace Mpa.Comparisons;

/// <summary>Runs side by side: everything that the page shows, and compare.json as it stands.</summary>
/// <param name="Headline">Which run scores highest, and by how much.</param>
/// <param name="Worth">What PI is worth here, in one sentence.</param>
/// <param name="Notes">What to know before trusting the figures.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Metric">By which the test is scored.</param>
/// <param name="Questions">Questions that all runs answered.</param>
/// <param name="Teacher">The teacher's score on them; null when no run has it.</param>
/// <param name="Runs">The first is what the others are compared with.</param>
/// <param name="Contrasts">
/// The method against each baseline that differs in the rule alone, the one without PI first.
/// </param>
/// <param name="Thresholds">What other matchers and thresholds would keep.</param>
public sealed record Comparison(
    string Headline,
    string Worth,
    IReadOnlyList<string> Notes,
    string Task,
    string Metric,
    int Questions,
    Interval? Teacher,
    IReadOnlyList<ComparedRun> Runs,
    IReadOnlyList<Contrast> Contrasts,
    IReadOnlyList<ThresholdPoint> Thresholds)
{
    /// <summary>
    /// Each run with a second opinion (a filter, a judge, another model's word, negatives) against the same without;
    /// null where no two runs differ in one alone.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Advice>? Advice { get; init; }
}

/// <summary>One run beside others. Scores are those of its best student on the questions that are compared.</summary>
/// <param name="Name">The run folder's name.</param>
/// <param name="Folder">Its full path.</param>
/// <param name="Rule">Name of its selection rule.</param>
/// <param name="Meaning">What the rule trains on.</param>
/// <param name="Changes">
/// Keys of the recipe that differ from the first run's, each with its value; empty for the first.
/// </param>
/// <param name="Selected">Pairs or labels that the rule took; null before stage 4.</param>
/// <param name="Replayed">Pairs known to both, trained on again.</param>
/// <param name="Steps">Optimizer steps, of all its rounds; 0 when nothing was trained.</param>
/// <param name="Before">The student as it was.</param>
/// <param name="Score">
/// The student after; as it was where the rule selects nothing or no round was accepted; null before the evaluation.
/// </param>
/// <param name="Gain">Score − before.</param>
/// <param name="AgainstFirst">This run's score − the first run's, question by question; null for the first.</param>
/// <param name="HolmP">The p-value of that difference, corrected for the number of runs compared.</param>
/// <param name="Forgetting">What became wrong and right on the test.</param>
/// <param name="SecondTest">The second test; null without one.</param>
/// <param name="Table2x2">The pairs by teacher and student.</param>
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
    IReadOnlyList<RoundRow> Rounds)
{
    /// <summary>Questions put to another image than their own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Negatives { get; init; }

    /// <summary>All that it was trained on; null for a run that trained on nothing.</summary>
    [JsonIgnore]
    internal long? Examples => Selected + Replayed + Negatives;
}

/// <summary>One run's score on one part of the test.</summary>
/// <param name="By">What parts the test: "chart kind" or "question kind".</param>
/// <param name="Name">The part.</param>
/// <param name="Score">Null when the run has none.</param>
/// <param name="AgainstFirst">Against the first run, question by question; null for the first.</param>
public sealed record ComparedSlice(string By, string Name, Interval? Score, Difference? AgainstFirst);

/// <summary>What leveling did to the student on a second test, of things it could do before.</summary>
/// <param name="Before">The student as it was.</param>
/// <param name="After">The student after.</param>
/// <param name="Change">After − before; below zero is forgotten.</param>
/// <param name="Answers">What became wrong and right.</param>
public sealed record SecondTest(Interval Before, Interval After, Difference Change, AnswerChanges Answers);

/// <summary>Two runs that differ in their selection rule alone.</summary>
/// <param name="Parity">Name of the run with the method's rule.</param>
/// <param name="Other">Name of the other.</param>
/// <param name="Rule">The other's rule.</param>
/// <param name="Difference">Parity − other, question by question.</param>
/// <param name="Sentence">What that says.</param>
public sealed record Contrast(string Parity, string Other, string Rule, Difference Difference, string Sentence);

/// <summary>Two runs that differ in one second opinion alone.</summary>
/// <param name="Run">Name of the run with it.</param>
/// <param name="Other">Name of the one without.</param>
/// <param name="Kind">"filter", "judge", "opinion" or "negatives".</param>
/// <param name="Requests">What the run asked for it.</param>
/// <param name="Difference">Run − other, question by question.</param>
/// <param name="Sentence">What that says.</param>
public sealed record Advice(
    string Run, string Other, string Kind, long Requests, Difference Difference, string Sentence);

/// <summary>
/// What the parity rule would keep of the first run's pairs with another matcher or threshold, from its answers and
/// without a request.
/// </summary>
/// <param name="Matcher">Name of the metric.</param>
/// <param name="Threshold">A score of at least this is a match.</param>
/// <param name="Repeated">Pairs that the teacher repeats.</param>
/// <param name="Missed">Pairs that the student misses.</param>
/// <param name="Kept">Pairs that the rule keeps.</param>
/// <param name="IsOwn">Whether the run itself used these.</param>
public sealed record ThresholdPoint(string Matcher, double Threshold, int Repeated, int Missed, int Kept, bool IsOwn);
