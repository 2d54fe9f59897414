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
    string? Error = null)
{
    /// <summary>
    /// Replies before this one that were of no use, in order: the model was told what was wrong. Their tokens are
    /// counted here.
    /// </summary>
    public IReadOnlyList<string>? Earlier { get; init; }

    /// <summary>What the model thought before it replied, where its server parts the two; null for none.</summary>
    public string? Thoughts { get; init; }

    /// <summary>
    /// How many of <see cref="ReplyTokens"/> were thoughts: as the server counts them, else by their share of the
    /// letters; 0 for a model of this machine.
    /// </summary>
    public int ThoughtTokens { get; init; }

    /// <summary>What the server calls the model that answered; null for a model of this machine.</summary>
    public string? Reported { get; init; }
}

/// <summary>Why a reply ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended its reply, or a stop text came.</summary>
    Stop,

    /// <summary>The reply reached the token limit.</summary>
    Length,

    /// <summary>The model or its server refused to answer.</summary>
    Refusal,

    /// <summary>There is no reply.</summary>
    Error,
}
