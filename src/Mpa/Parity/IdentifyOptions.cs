using System.Text.Json.Serialization;
using Mpa.Evaluation.Metrics;
using Mpa.Recipes;

namespace Mpa.Parity;

/// <summary>How pairs are judged (stages 2 and 3).</summary>
public sealed record IdentifyOptions
{
    /// <summary>Questions asked at a time.</summary>
    [Between(1, 1024)]
    public int BatchSize { get; init; } = 16;

    /// <summary>Answers are cut after this many tokens.</summary>
    [Between(1, 32768)]
    public int MaxNewTokens { get; init; } = 32;

    /// <summary>Name of the matcher; null takes the task's.</summary>
    [OneOf(typeof(AnswerMetrics), nameof(AnswerMetrics.Names))]
    public string? Matcher { get; init; }

    /// <summary>A score of at least this is a match; null takes the matcher's own.</summary>
    [Between(0.001, 1)]
    public double? Threshold { get; init; }

    /// <summary>
    /// How often the teacher is asked each question again: once greedily, then sampled with a seed of its own each
    /// time. 1 is the paper's.
    /// </summary>
    [Between(1, 100)]
    public int Samples { get; init; } = 1;

    /// <summary>The teacher repeats a pair when at least this many of its answers match it.</summary>
    [Between(1, 100)]
    public int Agree { get; init; } = 1;

    /// <summary>Temperature of the answers after the first.</summary>
    [Between(0, 5)]
    public double SampleTemperature { get; init; } = 0.7;

    /// <summary>
    /// Another model than the teacher that is shown image and question of each pair that would be kept: it is disputed,
    /// and not kept, where this model gives another answer. Null asks none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OpinionOptions? Opinion { get; init; }
}

/// <summary>Whose second opinion is asked.</summary>
public sealed record OpinionOptions
{
    /// <summary>The model; a folder, or served.</summary>
    [TextAlone]
    public required ModelReference Model { get; init; }
}
