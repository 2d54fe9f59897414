namespace Mpa.Images;

/// <summary>One unlabeled image (a row of 0-images.jsonl).</summary>
/// <param name="Id">Unique in the run: the path without its extension, or with it when two would be equal.</param>
/// <param name="Path">Relative to the image root, with forward slashes.</param>
/// <param name="Sha256">Of the file's bytes, lower-case hex.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record ImageItem(string Id, string Path, string Sha256, int Width, int Height);
