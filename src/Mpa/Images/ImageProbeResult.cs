namespace Mpa.Images;

/// <summary>What a look at an image file's header gave: the image's size, or why the run goes on without it.</summary>
/// <param name="Info">Null when the file is no usable image.</param>
/// <param name="Cause">Short and countable, such as "truncated"; null for a usable image.</param>
/// <param name="Message">A sentence that names the file and the value; null for a usable image.</param>
public sealed record ImageProbeResult(ImageInfo? Info, string? Cause = null, string? Message = null);
