using System.Text.Json.Serialization;

namespace Mpa.Parity;

/// <summary>
/// A pair and what the parity rule says of it (a row of 3-parity.jsonl). Every pair stands here, kept or not.
/// </summary>
public sealed record ParityExample
{
    /// <summary>The annotation's id.</summary>
    public required string Id { get; init; }

    /// <summary>The image's id.</summary>
    public required string ImageId { get; init; }

    /// <summary>The annotation's kind; null of a task without kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    /// <summary>As the teacher wrote it.</summary>
    public required string Question { get; init; }

    /// <summary>The pseudo answer.</summary>
    public required string Answer { get; init; }

    /// <summary>What the teacher said when asked again.</summary>
    public required string TeacherAnswer { get; init; }

    /// <summary>What the student said.</summary>
    public required string StudentAnswer { get; init; }

    /// <summary>Score of the teacher's re-answer against the pseudo answer, 0 to 1.</summary>
    public required double TeacherScore { get; init; }

    /// <summary>Score of the student's answer against the pseudo answer, 0 to 1.</summary>
    public required double StudentScore { get; init; }

    /// <summary>Where a judge decides, what the metric says of the teacher's answer; null without a judge.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TeacherMetric { get; init; }

    /// <summary>The same of the student's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? StudentMetric { get; init; }

    /// <summary>What a second opinion said of a pair that the rule would keep; null where none was asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OpinionAnswer { get; init; }

    /// <summary>What the rule says.</summary>
    public required Verdict Verdict { get; init; }
}
