namespace Mpa.Models;

/// <summary>One question to a model.</summary>
/// <param name="Images">In the order in which the prompt shows them; may be empty.</param>
/// <param name="Prompt">The user's text, without any chat markup.</param>
/// <param name="Sampling">How the reply is drawn.</param>
/// <param name="Form">The form in which the reply is wanted, for models that can be held to one; null takes any text.</param>
public sealed record ModelRequest(
    IReadOnlyList<RequestImage> Images, string Prompt, SamplingOptions Sampling, ReplyForm? Form = null);

/// <summary>An image that is asked about.</summary>
/// <param name="Path">Full path of its file.</param>
/// <param name="Sha256">
/// Of the file's bytes in lower-case hexadecimal, as the run that asks has seen them; null where it didn't look. A model that reads
/// the file refuses other bytes, and one that holds what it made of these bytes need not read the file at all.
/// </param>
public sealed record RequestImage(string Path, string? Sha256 = null);
