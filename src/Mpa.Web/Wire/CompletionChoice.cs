namespace Mpa.Web.Wire;

/// <summary>The one reply of a completion.</summary>
internal sealed record CompletionChoice(int Index, CompletionMessage Message, LogProbabilities? Logprobs, string FinishReason);
