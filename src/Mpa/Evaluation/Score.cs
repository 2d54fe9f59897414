using System.Text.Json.Serialization;

namespace Mpa.Evaluation;

/// <summary>One model's answer to one test question and what it is worth (a row of 5-scores.&lt;who&gt;.jsonl).</summary>
/// <param name="QuestionId">The <see cref="TestQuestion"/>.</param>
/// <param name="ImageId">The image, by which intervals are clustered.</param>
/// <param name="Text">The model's answer.</param>
/// <param name="Error">Why there is no answer; null when there is one. An unanswered question scores 0.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Value">0 to 1.</param>
/// <param name="Key">Content key: image hash, prompt, model fingerprint, sampling. Another metric scores the same answers anew.</param>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="ReplyTokens">Tokens written.</param>
/// <param name="Seconds">Share of the batch's time.</param>
/// <param name="Also">Further metrics by name, 0 to 1; null when the recipe asks for none.</param>
/// <param name="From">The run folder that the row was taken from; null for a row asked in this run.</param>
public sealed record Score(
    string QuestionId,
    string ImageId,
    string Text,
    string? Error,
    string Metric,
    double Value,
    string Key,
    int PromptTokens,
    int ReplyTokens,
    double Seconds,
    IReadOnlyDictionary<string, double>? Also = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? From = null);
