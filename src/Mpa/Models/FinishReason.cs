namespace Mpa.Models;

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
