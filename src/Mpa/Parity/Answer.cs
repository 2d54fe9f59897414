using System.Text.Json.Serialization;
using Mpa.Asking;

namespace Mpa.Parity;

/// <summary>What one model answered to one pseudo question (a row of 2-answers.&lt;who&gt;.jsonl).</summary>
public sealed record Answer : IAskedRow<Answer>
{
    /// <summary>The <c>PseudoAnnotation</c> asked about.</summary>
    public required string AnnotationId { get; init; }

    /// <summary>The answer; empty when <see cref="Error"/> is set.</summary>
    public required string Text { get; init; }

    /// <summary>Why there is no answer; null when there is one.</summary>
    public string? Error { get; init; }

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

    /// <summary>The reply without its thoughts, where marks were taken off; null where the text is all of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RawReply { get; init; }

    /// <summary>0 for the greedy answer; 1 and on for those drawn beside it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Sample { get; init; }

    /// <summary>The run folder that the row was taken from; null for a row asked in this run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    string IAskedRow<Answer>.Id => IdOf(AnnotationId, Sample);

    string? IAskedRow<Answer>.WhyUnusable => Error;

    Answer IAskedRow<Answer>.TakenFrom(string run) => this with { From = From ?? run };

    /// <summary>Id of the row of one answer.</summary>
    internal static string IdOf(string annotationId, int sample) =>
        sample == 0 ? annotationId : $"{annotationId}/{sample}";
}
