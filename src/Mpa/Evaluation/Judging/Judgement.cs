namespace Mpa.Evaluation.Judging;

/// <summary>What the judge said of one answer (a row of 5-judgements.jsonl). Equal answers to one question are judged once, whoever gave them.</summary>
/// <param name="Id">Question and a hash of the answer.</param>
/// <param name="QuestionId">The <see cref="TestQuestion"/>.</param>
/// <param name="Text">The answer that was judged.</param>
/// <param name="Same">Whether it means the same as an accepted answer; null when the judge did not say.</param>
/// <param name="Reply">The judge's words, unchanged.</param>
/// <param name="Error">Why there is no reply; null when there is one.</param>
/// <param name="Key">Content key: prompt, model fingerprint, sampling.</param>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="ReplyTokens">Tokens written.</param>
/// <param name="Seconds">Share of the batch's time.</param>
public sealed record Judgement(
    string Id,
    string QuestionId,
    string Text,
    bool? Same,
    string Reply,
    string? Error,
    string Key,
    int PromptTokens,
    int ReplyTokens,
    double Seconds);
