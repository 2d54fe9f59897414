using Mpa.Models;

namespace Mpa.Torch.Generation;

/// <summary>What the model wrote.</summary>
/// <param name="Tokens">All new tokens, the end token included if it came.</param>
/// <param name="Text">Decoded without special tokens, cut before the first stop text.</param>
/// <param name="Finish"><see cref="FinishReason.Stop"/> or <see cref="FinishReason.Length"/>.</param>
internal sealed record GeneratedReply(IReadOnlyList<int> Tokens, string Text, FinishReason Finish);
