namespace Mpa.Images;

/// <summary>The images that a run starts from.</summary>
/// <param name="Root">Full path of the folder that they lie below.</param>
/// <param name="Paths">Relative to it, with forward slashes, each once. Of images inside files, before they are taken out: only how many counts.</param>
/// <param name="Refused">What the source names and can't give.</param>
/// <param name="Stamp">Changes when the source does.</param>
public sealed record ImageSource(string Root, IReadOnlyList<string> Paths, IReadOnlyList<ImageFailure> Refused, string Stamp);
