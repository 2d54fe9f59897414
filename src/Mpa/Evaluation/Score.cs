using System.Text.Json.Serialization;
using Mpa.Asking;

namespace Mpa.Evaluation;

/// <summary>
/// One model's answer to one test question and what it is worth (a row of 5-scores.&lt;who&gt;.jsonl).
/// </summary>
public sealed record Score : IAskedRow<Score>
{
    /// <summary>The <see cref="TestQuestion"/>.</summary>
    public required string QuestionId { get; init; }

    /// <summary>The image, by which intervals are clustered.</summary>
    public required string ImageId { get; init; }

    /// <summary>The model's answer.</summary>
    public required string Text { get; init; }

    /// <summary>Why there is no answer; null when there is one. An unanswered question scores 0.</summary>
    public string? Error { get; init; }

    /// <summary>The metric's name.</summary>
    public required string Metric { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Value { get; init; }

    /// <summary>
    /// Content key: image hash, prompt, model fingerprint, sampling. Another metric scores the same answers anew.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>Tokens read.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public required int ReplyTokens { get; init; }

    /// <summary>Share of the batch's time.</summary>
    public required double Seconds { get; init; }

    /// <summary>How many of the tokens written were thoughts, of a served model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ThoughtTokens { get; init; }

    /// <summary>What the model thought before it replied, cut where it is long; null without.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Thoughts { get; init; }

    /// <summary>The reply without its thoughts, where marks were taken off; null where the text is all of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RawReply { get; init; }

    /// <summary>Further metrics by name, 0 to 1; null when the recipe asks for none.</summary>
    public IReadOnlyDictionary<string, double>? Also { get; init; }

    /// <summary>The run folder that the row was taken from; null for a row asked in this run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    string IAskedRow<Score>.Id => QuestionId;

    string? IAskedRow<Score>.WhyUnusable => Error;

    Score IAskedRow<Score>.TakenFrom(string run) => this with { From = From ?? run };
}
