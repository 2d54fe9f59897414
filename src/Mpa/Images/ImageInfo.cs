namespace Mpa.Images;

/// <summary>What an image file's header says.</summary>
/// <param name="Format">"png", "jpeg", "gif", "webp" or "bmp": by content, never by file name.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record ImageInfo(string Format, int Width, int Height);
