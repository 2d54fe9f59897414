using System.Text.Json.Serialization;
using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Images;

/// <summary>
/// One unlabeled item (a row of 0-images.jsonl): an image, or several that are asked about together.
/// </summary>
/// <param name="Id">Unique in the run: the path without its extension, or with it when two would be equal.</param>
/// <param name="Path">
/// Relative to the image root, with forward slashes: of a file, or of a folder of images; of a list of images their
/// paths with " + " between them.
/// </param>
/// <param name="Sha256">Of the file's bytes, lower-case hex; of several images, of their hashes.</param>
/// <param name="Width">In pixels; of several images the first one's.</param>
/// <param name="Height">In pixels; of several images the first one's.</param>
public sealed record ImageItem(string Id, string Path, string Sha256, int Width, int Height)
{
    /// <summary>"png", "jpeg" …, by content; null in a row of an earlier version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Format { get; init; }

    /// <summary>Length of the file, of all of several; 0 in a row of an earlier version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Bytes { get; init; }

    /// <summary>What models can't be shown as the file has it, such as transparency; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>The user's own questions about it; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Questions { get; init; }

    /// <summary>The images of an item of several, in the order in which they are shown; null for one image.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ImagePart>? Parts { get; init; }

    /// <summary>What models are shown: one image, or all of several.</summary>
    [JsonIgnore]
    public IReadOnlyList<ImagePart> Shown => Parts ?? [new ImagePart(Path, Sha256, Width, Height)
    {
        Format = Format,
        Bytes = Bytes,
        Notes = Notes,
    }];

    /// <summary>The images of a run by id, in the order of their file; none before they are collected.</summary>
    /// <exception cref="MpaException">The file is damaged.</exception>
    internal static OrderedDictionary<string, ImageItem> ReadById(RunFolder folder) =>
        JsonLines.ReadById<ImageItem>(folder.Images, image => image.Id);
}

/// <summary>One of the images that an item shows.</summary>
/// <param name="Path">Of its file, relative to the image root, with forward slashes.</param>
/// <param name="Sha256">Of the shown image's bytes, lower-case hex.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record ImagePart(string Path, string Sha256, int Width, int Height)
{
    /// <summary>"png", "jpeg" …, by content; null in a row of an earlier version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Format { get; init; }

    /// <summary>Length of the image's file; 0 in a row of an earlier version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Bytes { get; init; }

    /// <summary>What models can't be shown as the file has it; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>
    /// Name of the file in the run's 0-frames, for a frame or a page that was taken out of <see cref="Path"/>; null for
    /// a file that is shown itself.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Frame { get; init; }

    /// <summary>The hash of several images together.</summary>
    internal static string HashOf(IReadOnlyList<ImagePart> parts) =>
        ContentKey.Of(["images", .. parts.Select(part => part.Sha256)]);

    /// <summary>Full path of the file that is shown.</summary>
    /// <param name="root">Full path of the image root.</param>
    /// <param name="folder">Of the run.</param>
    public string FullPath(string root, RunFolder folder) => Frame is { } frame
        ? System.IO.Path.Combine(folder.Frames, System.IO.Path.GetFileName(frame)) // a name, whatever the row says
        : System.IO.Path.Combine(root, Path);
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
/// <param name="Format">"png", "jpeg", "gif", "webp", "bmp" or "pdf": by content, never by file name.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record ImageInfo(string Format, int Width, int Height)
{
    /// <summary>The <see cref="Format"/> of a PDF.</summary>
    public const string Pdf = "pdf";

    /// <summary>What every PDF begins with.</summary>
    public static ReadOnlySpan<byte> PdfMark => "%PDF-"u8;

    /// <summary>Frames of an animation, pages of a document.</summary>
    public int Pictures { get; init; } = 1;

    /// <summary>Whether its pictures can be shown only when they are taken out of it.</summary>
    internal bool IsDocument => Format == Pdf;

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

    /// <summary>More pictures than images.most: those shown are spread evenly from the first to the last.</summary>
    public const string Thinned = "more pictures than images.most, spread evenly";

    /// <summary>An EXIF orientation other than upright.</summary>
    public const string Turned = "turned, shown upright";

    /// <summary>
    /// Whether a server is sent another file than the image's. An animation is sent as it is: every server shows its
    /// first picture.
    /// </summary>
    internal static bool AreRemade(IReadOnlyList<string>? notes) => notes?.Any(note => note != Animated) ?? false;
}
