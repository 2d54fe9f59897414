namespace Mpa.Data.Images;

/// <summary>Where an image lies, or why it can't be had.</summary>
/// <param name="Path">Relative to the image root, with forward slashes; null when there is none.</param>
/// <param name="Cause">"missing", "outside the folder"; null when it is there.</param>
internal sealed record ResolvedImage(string? Path, string? Cause = null);
