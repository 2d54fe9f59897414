namespace Mpa.Models;

/// <summary>One question to a model.</summary>
/// <param name="ImagePaths">Full paths of the images, in the order in which the prompt shows them; may be empty.</param>
/// <param name="Prompt">The user's text, without any chat markup.</param>
/// <param name="Sampling">How the reply is drawn.</param>
/// <param name="Form">The form in which the reply is wanted, for models that can be held to one; null takes any text.</param>
public sealed record ModelRequest(IReadOnlyList<string> ImagePaths, string Prompt, SamplingOptions Sampling, ReplyForm? Form = null);
