using System.Text.Json;
using System.Text.Json.Serialization;
using Mpa.Asking;

namespace Mpa.Annotation;

/// <summary>
/// What the teacher wrote for one image (a row of 1-annotations.jsonl): a pair, or the cause why there is none.
/// </summary>
internal sealed record PseudoAnnotation : IAskedRow<PseudoAnnotation>
{
    /// <summary>Image id, "#" and the number of the pair, counted from 0.</summary>
    public required string Id { get; init; }

    /// <summary>The <c>ImageItem</c> it is about.</summary>
    public required string ImageId { get; init; }

    /// <summary>
    /// With its question mark if the teacher wrote one; null when <see cref="Cause"/> is set, unless it was given.
    /// </summary>
    public string? Question { get; init; }

    /// <summary>The pseudo answer; null when <see cref="Cause"/> is set.</summary>
    public string? Answer { get; init; }

    /// <summary>What was asked for, of a task with several kinds of question; null of another.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    /// <summary>Whether the question is the user's own, so that the reply holds the answer alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Given { get; init; }

    /// <summary>The teacher's reply without its thoughts, else unchanged.</summary>
    public required string RawReply { get; init; }

    /// <summary>Null for a usable pair.</summary>
    [JsonConverter(typeof(CauseJson))]
    public AnnotationCause? Cause { get; init; }

    /// <summary>For people: what could not be read, or which pair it repeats.</summary>
    public string? Detail { get; init; }

    /// <summary>Content key: image hash, prompt, model fingerprint, sampling.</summary>
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

    /// <summary>What the teacher wrote before it was told what was wrong, unchanged; null without such turns.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? EarlierReplies { get; init; }

    /// <summary>The run folder that the row was taken from; null for a row asked in this run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    string? IAskedRow<PseudoAnnotation>.WhyUnusable => Cause switch
    {
        null or AnnotationCause.NearDuplicate => null,
        AnnotationCause.Error => Detail,
        { } cause when Detail is null => cause.Name(),
        { } cause => $"{cause.Name()}: {Detail}",
    };

    PseudoAnnotation IAskedRow<PseudoAnnotation>.TakenFrom(string run) => this with { From = From ?? run };

    /// <summary>A cause stands in a row by its name, in which this program's other enums have camel case.</summary>
    private sealed class CauseJson() : JsonStringEnumConverter<AnnotationCause>(JsonNamingPolicy.KebabCaseLower);
}

/// <summary>Why a request for a pair gave none.</summary>
internal enum AnnotationCause
{
    /// <summary>No question or no answer was found in the reply.</summary>
    Unreadable,

    /// <summary>The question says nearly what an earlier one about the image says.</summary>
    NearDuplicate,

    /// <summary>The reply reached the token limit.</summary>
    Truncated,

    /// <summary>The reply came to its end while the teacher was still thinking.</summary>
    Thinking,

    /// <summary>The teacher or its server refused to answer.</summary>
    Refused,

    /// <summary>There is no reply.</summary>
    Error,
}

/// <summary>Causes as JSON and people name them.</summary>
internal static class AnnotationCauses
{
    /// <summary>"unreadable", "near-duplicate", "truncated", "thinking", "refused" or "error".</summary>
    public static string Name(this AnnotationCause cause) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(cause.ToString());
}
