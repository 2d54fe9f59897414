using System.Text.Json.Serialization;

namespace Mpa.Annotation;

/// <summary>What the teacher wrote for one image (a row of 1-annotations.jsonl): a pair, or the cause why there is none.</summary>
/// <param name="Id">Image id, "#" and the number of the pair, counted from 0.</param>
/// <param name="ImageId">The <c>ImageItem</c> it is about.</param>
/// <param name="Question">With its question mark if the teacher wrote one; null when <paramref name="Cause"/> is set.</param>
/// <param name="Answer">The pseudo answer; null when <paramref name="Cause"/> is set.</param>
/// <param name="RawReply">The teacher's reply, unchanged.</param>
/// <param name="Cause">Null for a usable pair; else "unreadable", "near-duplicate", "truncated", "refused", "error" …</param>
/// <param name="Detail">For people: what could not be read, or which pair it repeats.</param>
/// <param name="Key">Content key: image hash, prompt, model fingerprint, sampling.</param>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="ReplyTokens">Tokens written.</param>
/// <param name="Seconds">Share of the batch's time.</param>
/// <param name="EarlierReplies">What the teacher wrote before it was told what was wrong, unchanged; null without such turns.</param>
/// <param name="From">The run folder that the row was taken from; null for a row asked in this run.</param>
public sealed record PseudoAnnotation(
    string Id,
    string ImageId,
    string? Question,
    string? Answer,
    string RawReply,
    string? Cause,
    string? Detail,
    string Key,
    int PromptTokens,
    int ReplyTokens,
    double Seconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? EarlierReplies = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? From = null);
