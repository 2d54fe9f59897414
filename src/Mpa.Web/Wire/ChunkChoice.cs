namespace Mpa.Web.Wire;

/// <summary>What a chunk adds to the reply; the last one tells why it ended.</summary>
internal sealed record ChunkChoice(int Index, ChunkDelta Delta, LogProbabilities? Logprobs, string? FinishReason);
