using System.Text.Json.Serialization;
using Mpa.Recipes;
using Mpa.Reports.Quality;
using Mpa.Statistics;

namespace Mpa.Reports;

/// <summary>
/// What a run came to: everything the report shows, and 6-report.json as it stands. Parts that a run has not reached
/// are null or empty.
/// </summary>
/// <param name="Headline">The result in one sentence.</param>
/// <param name="Notes">What is missing or unusual, in sentences.</param>
/// <param name="Scores">Student before and after, and teacher, on the held-out test.</param>
/// <param name="Difference">After − before, paired by question and clustered by image; null without both.</param>
/// <param name="Sensitivity">Which changes this test can see; null without both, or without any change.</param>
/// <param name="Also">The same answers by the other metrics that the recipe asks for.</param>
/// <param name="Judge">What the judge said; null without one.</param>
/// <param name="Forgetting">What was right before and wrong after, and the reverse; null without both.</param>
/// <param name="Slices">
/// The same by parts of the test (chart kind, question kind, source, answer length …), regressions first.
/// </param>
/// <param name="Funnel">What came in, went on and was dropped, from image files to kept pairs.</param>
/// <param name="Table2x2">The pairs by teacher and student; null before stage 3.</param>
/// <param name="Quality">What the pseudo pairs are like; null before stage 1.</param>
/// <param name="Training">Null before stage 4.</param>
/// <param name="Stages">Time, tokens and counts of each complete stage.</param>
/// <param name="Spending">What a served teacher cost; null for one of this machine.</param>
/// <param name="Changes">Test questions whose answer became wrong or right, a sample of each.</param>
/// <param name="Forgotten">All test questions whose answer became wrong.</param>
/// <param name="Examples">Pairs of stage 3, a sample of each verdict.</param>
/// <param name="Provenance">What ran, with what.</param>
/// <param name="Sources">The files that the figures come from, with their hashes.</param>
internal sealed record RunReport(
    string Headline,
    IReadOnlyList<string> Notes,
    ReportScores Scores,
    Difference? Difference,
    Sensitivity? Sensitivity,
    IReadOnlyList<MetricScores> Also,
    JudgeReport? Judge,
    AnswerChanges? Forgetting,
    IReadOnlyList<SliceScores> Slices,
    IReadOnlyList<FunnelStep> Funnel,
    ParityTable? Table2x2,
    DataQuality? Quality,
    TrainingSummary? Training,
    IReadOnlyList<StageCost> Stages,
    Spending? Spending,
    IReadOnlyList<ChangedAnswer> Changes,
    IReadOnlyList<ChangedAnswer> Forgotten,
    IReadOnlyList<ExamplePair> Examples,
    Provenance Provenance,
    IReadOnlyList<SourceFile> Sources)
{
    /// <summary>The pairs by kind of question; empty of a task without kinds.</summary>
    public IReadOnlyList<KindPairs> Kinds { get; init; } = [];

    /// <summary>How far metric and judge agree on the answers to the pairs; null where no judge decides.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JudgedPairs? PairJudge { get; init; }
}

/// <summary>What made the run.</summary>
/// <param name="Version">Of mpa.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Seed">Of everything drawn.</param>
/// <param name="Teacher">What people call it.</param>
/// <param name="Student">What people call it.</param>
/// <param name="Finished">When the last complete stage ended (UTC); null when none has.</param>
/// <param name="Models">Role to fingerprint of the weights.</param>
/// <param name="Environment">System and library versions.</param>
/// <param name="Recipe">As resolved.</param>
internal sealed record Provenance(
    string Version,
    string Task,
    int Seed,
    string Teacher,
    string Student,
    DateTimeOffset? Finished,
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyDictionary<string, string> Environment,
    Recipe Recipe);

/// <summary>A file whose rows a figure of the report is computed from.</summary>
/// <param name="Name">As the report's source lines name it.</param>
/// <param name="Lines">Lines in it.</param>
/// <param name="Sha256">Of its bytes when the report was written, lower-case hex.</param>
internal sealed record SourceFile(string Name, long Lines, string Sha256);
