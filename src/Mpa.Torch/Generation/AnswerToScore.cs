using Mpa.Models;

namespace Mpa.Torch.Generation;

/// <summary>An answer whose probability is asked for.</summary>
/// <param name="Images">In the order in which the prompt shows them; may be empty.</param>
/// <param name="Prompt">The user's text.</param>
/// <param name="Answer">The assistant's text, without an end mark.</param>
public sealed record AnswerToScore(IReadOnlyList<RequestImage> Images, string Prompt, string Answer);
