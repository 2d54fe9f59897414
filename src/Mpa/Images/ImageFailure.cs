namespace Mpa.Images;

/// <summary>One image the run goes on without (a row of 0-images.failed.jsonl).</summary>
/// <param name="Path">Relative to the image root, with forward slashes.</param>
/// <param name="Cause">Short and countable, such as "truncated" or "too many pixels".</param>
/// <param name="Message">A sentence for people that names the file and the value.</param>
public sealed record ImageFailure(string Path, string Cause, string Message);
