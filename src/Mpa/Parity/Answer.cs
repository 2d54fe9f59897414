using System.Text.Json.Serialization;

namespace Mpa.Parity;

/// <summary>What one model answered to one pseudo question (a row of 2-answers.&lt;who&gt;.jsonl).</summary>
/// <param name="AnnotationId">The <c>PseudoAnnotation</c> asked about.</param>
/// <param name="Text">The answer; empty when <paramref name="Error"/> is set.</param>
/// <param name="Error">Why there is no answer; null when there is one.</param>
/// <param name="Key">Content key: image hash, prompt, model fingerprint, sampling.</param>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="ReplyTokens">Tokens written.</param>
/// <param name="Seconds">Share of the batch's time.</param>
/// <param name="Sample">0 for the greedy answer; 1 and on for those drawn beside it.</param>
/// <param name="From">The run folder that the row was taken from; null for a row asked in this run.</param>
public sealed record Answer(
    string AnnotationId,
    string Text,
    string? Error,
    string Key,
    int PromptTokens,
    int ReplyTokens,
    double Seconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Sample = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? From = null);
