namespace Mpa.Torch.Tokenizers;

/// <summary>A stretch of a prompt that can be tokenized on its own.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsAnswer">Whether the model learns to write it: an answer with the space before it and the end mark after it.</param>
internal sealed record PromptSection(string Text, bool IsAnswer);
