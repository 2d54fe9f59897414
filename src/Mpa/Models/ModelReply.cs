namespace Mpa.Models;

/// <summary>What a model said to one <see cref="ModelRequest"/>.</summary>
/// <param name="Text">The reply without chat markup; empty when <paramref name="Error"/> is set.</param>
/// <param name="Finish">Why the reply ended.</param>
/// <param name="PromptTokens">Tokens read, image tokens included.</param>
/// <param name="ReplyTokens">Tokens written.</param>
/// <param name="Seconds">This request's share of the time its batch took.</param>
/// <param name="Error">Why there is no reply, in a sentence that names the value; null when there is one.</param>
public sealed record ModelReply(
    string Text,
    FinishReason Finish,
    int PromptTokens,
    int ReplyTokens,
    double Seconds,
    string? Error = null);
