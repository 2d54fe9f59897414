namespace Mpa.Torch.Generation;

/// <summary>An answer whose probability is asked for.</summary>
/// <param name="ImagePaths">Full paths of the images, in the order in which the prompt shows them; may be empty.</param>
/// <param name="Prompt">The user's text.</param>
/// <param name="Answer">The assistant's text, without an end mark.</param>
public sealed record AnswerToScore(IReadOnlyList<string> ImagePaths, string Prompt, string Answer);
