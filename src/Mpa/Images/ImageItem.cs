using System.Text.Json.Serialization;
using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Images;

/// <summary>One unlabeled image (a row of 0-images.jsonl).</summary>
/// <param name="Id">Unique in the run: the path without its extension, or with it when two would be equal.</param>
/// <param name="Path">Relative to the image root, with forward slashes.</param>
/// <param name="Sha256">Of the file's bytes, lower-case hex.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record ImageItem(string Id, string Path, string Sha256, int Width, int Height)
{
    /// <summary>"png", "jpeg" …, by content; null in a row of an earlier version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Format { get; init; }

    /// <summary>Length of the file; 0 in a row of an earlier version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Bytes { get; init; }

    /// <summary>What models can't be shown as the file has it, such as transparency; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>The user's own questions about it; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Questions { get; init; }

    /// <summary>The images of a run by id, in the order of their file; none before they are collected.</summary>
    /// <exception cref="MpaException">The file is damaged.</exception>
    internal static OrderedDictionary<string, ImageItem> ReadById(RunFolder folder) =>
        JsonLines.ReadById<ImageItem>(folder.Images, image => image.Id);
}

/// <summary>One image the run goes on without (a row of 0-images.failed.jsonl).</summary>
/// <param name="Path">Relative to the image root, with forward slashes.</param>
/// <param name="Cause">Short and countable, such as "truncated" or "too many pixels".</param>
/// <param name="Message">A sentence for people that names the file and the value.</param>
public sealed record ImageFailure(string Path, string Cause, string Message);

/// <summary>What a look at an image file's header gave: the image's size, or why the run goes on without it.</summary>
/// <param name="Info">Null when the file is no usable image.</param>
/// <param name="Cause">Short and countable, such as "truncated"; null for a usable image.</param>
/// <param name="Message">A sentence that names the file and the value; null for a usable image.</param>
public sealed record ImageProbeResult(ImageInfo? Info, string? Cause = null, string? Message = null);

/// <summary>What an image file's header says.</summary>
/// <param name="Format">"png", "jpeg", "gif", "webp" or "bmp": by content, never by file name.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record ImageInfo(string Format, int Width, int Height)
{
    /// <summary>
    /// Of a decoded image, what models can't be shown as the file has it; short and countable. None by a look at the
    /// header alone.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>What a model can't be shown as the file has it: short and countable.</summary>
public static class ImageNotes
{
    /// <summary>Some pixels are not opaque.</summary>
    public const string Transparent = "transparent, shown on white";

    /// <summary>Gray values beyond 255.</summary>
    public const string Gray16 = "16-bit gray, upper 8 bits shown";

    /// <summary>Several pictures in one file.</summary>
    public const string Animated = "animated, first picture shown";

    /// <summary>An EXIF orientation other than upright.</summary>
    public const string Turned = "turned, shown upright";

    /// <summary>
    /// Whether a server is sent another file than the image's. An animation is sent as it is: every server shows its
    /// first picture.
    /// </summary>
    internal static bool AreRemade(IReadOnlyList<string>? notes) => notes?.Any(note => note != Animated) ?? false;
}
