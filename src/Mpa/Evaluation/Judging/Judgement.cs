using System.Text.Json.Serialization;
using Mpa.Asking;

namespace Mpa.Evaluation.Judging;

/// <summary>
/// What the judge said of one answer (a row of 5-judgements.jsonl). Equal answers to one question are judged once,
/// whoever gave them.
/// </summary>
internal sealed record Judgement : IAskedRow<Judgement>
{
    /// <summary>Question and a hash of the answer.</summary>
    public required string Id { get; init; }

    /// <summary>The <see cref="TestQuestion"/>.</summary>
    public required string QuestionId { get; init; }

    /// <summary>The answer that was judged.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it means the same as an accepted answer; null when the judge did not say.</summary>
    public bool? Same { get; init; }

    /// <summary>The judge's words without its thoughts, else unchanged.</summary>
    public required string Reply { get; init; }

    /// <summary>Why there is no reply; null when there is one.</summary>
    public string? Error { get; init; }

    /// <summary>Content key: prompt, model fingerprint, sampling.</summary>
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

    /// <summary>The run folder that the row was taken from; null for a row asked in this run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    string? IAskedRow<Judgement>.WhyUnusable =>
        Error ?? (JudgePrompt.Read(Reply) is null ? "neither yes nor no" : null);

    Judgement IAskedRow<Judgement>.TakenFrom(string run) => this with { From = From ?? run };
}
