namespace Mpa.Models;

/// <summary>One question to a model.</summary>
/// <param name="ImagePaths">Full paths of the images, in the order in which the prompt shows them; may be empty.</param>
/// <param name="Prompt">The user's text, without any chat markup.</param>
/// <param name="Sampling">How the reply is drawn.</param>
public sealed record ModelRequest(IReadOnlyList<string> ImagePaths, string Prompt, SamplingOptions Sampling);
