using Mpa.Evaluation.Metrics;
using Mpa.Recipes;

namespace Mpa.Evaluation;

/// <summary>How models are scored (stage 5).</summary>
public sealed record EvaluateOptions
{
    internal const string LeaveOut = "leave out";

    internal const string Refuse = "refuse";

    /// <summary>
    /// Full path of the test split: a folder with questions.jsonl in it, or any data file or archive with questions,
    /// answers and images.
    /// </summary>
    [ReadPath]
    public required string Questions { get; init; }

    /// <summary>Folder that the split's image paths start from and may not leave; null takes the split's own.</summary>
    [ReadPath]
    public string? ImageRoot { get; init; }

    /// <summary>Asks the first this many questions only; 0 asks all.</summary>
    [AtLeast(0)]
    public int Limit { get; init; }

    /// <summary>Name of the metric; null takes the task's.</summary>
    [OneOf(typeof(AnswerMetrics), nameof(AnswerMetrics.Names))]
    public string? Metric { get; init; }

    /// <summary>
    /// Names of further metrics that score the same answers, without a request; they stand beside the metric, never in
    /// its place.
    /// </summary>
    [OneOf(typeof(AnswerMetrics), nameof(AnswerMetrics.Names))]
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>Questions asked at a time.</summary>
    [Between(1, 1024)]
    public int BatchSize { get; init; } = 16;

    /// <summary>Answers are cut after this many tokens.</summary>
    [Between(1, 32768)]
    public int MaxNewTokens { get; init; } = 32;

    /// <summary>Scores the teacher too.</summary>
    public bool Teacher { get; init; } = true;

    /// <summary>
    /// What happens to unlabeled images whose bytes a test has too: "leave out" goes on without them, named in the plan
    /// and the report; "refuse" stops before the first request.
    /// </summary>
    [OneOf(LeaveOut, Refuse)]
    public string Overlap { get; init; } = LeaveOut;

    /// <summary>
    /// A second labeled test, of what the student could do before: scored before and after leveling, to see what is
    /// forgotten.
    /// </summary>
    [ReadPath]
    public string? Forgetting { get; init; }
}
