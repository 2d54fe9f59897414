using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Images;

/// <summary>
/// Makes the images that an item shows of its files, for the run's images and for its tests alike: a file shows itself,
/// an animation its frames and a document its pages, which are taken out into the run.
/// </summary>
internal sealed class ItemParts(RunSession run)
{
    private const string TooMany = "too many images";

    private readonly int _most = run.Recipe.ImagesMost;

    /// <summary>Looks at one file.</summary>
    /// <param name="path">As rows name it.</param>
    /// <param name="full">Full path.</param>
    public LookedAt OfFile(string path, string full)
    {
        ImageProbeResult probe = run.Parts.Images.Probe(full);
        if (probe.Info is not { } info)
        {
            string message = probe.Message ?? $"{path} can't be read as an image.";
            return LookedAt.Failed(probe.Cause ?? "unreadable", message) with { IsUnreadable = true };
        }

        string sha = FileDigest.Of(full);
        if (info.IsDocument || (info.Pictures > 1 && _most > 1))
        {
            return Taken(path, full, sha, info.Pictures);
        }

        return new LookedAt([Part(path, full, info, sha)], info.Notes);
    }

    /// <summary>Looks at the files of one item, each of which shows one image.</summary>
    /// <param name="files">At least two: as rows name them, and full paths.</param>
    /// <param name="isList">Whether the user named each of them, so that none may be left out.</param>
    public LookedAt OfFiles(IReadOnlyList<(string Path, string Full)> files, bool isList)
    {
        if (isList && files.Count > _most)
        {
            return LookedAt.Failed(
                TooMany,
                $"{files[0].Path} and {files.Count - 1} more are one item of {files.Count} images, but images.most is "
                    + $"{_most}. Set images.most to {files.Count}, if the models take as many.");
        }

        List<ImagePart> parts = [];
        List<string> notes = files.Count > _most ? [ImageNotes.Thinned] : [];
        foreach (int at in Spread(files.Count, _most))
        {
            LookedAt one = OfFile(files[at].Path, files[at].Full);
            if (one.Parts is not [var first, ..])
            {
                return one;
            }

            parts.Add(first);
            notes.AddRange(one.Notes);
        }

        return new LookedAt(parts, [.. notes.Distinct()]);
    }

    /// <summary>Whether a file is a PDF, by its first bytes.</summary>
    public static bool IsDocument(string full)
    {
        if (!File.Exists(full))
        {
            return false;
        }

        using FileStream stream = new(full, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        Span<byte> first = stackalloc byte[ImageInfo.PdfMark.Length];
        int read = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        return first[..read].SequenceEqual(ImageInfo.PdfMark);
    }

    /// <summary>So many places of a row, evenly from the first to the last; all where there are no more.</summary>
    internal static IReadOnlyList<int> Spread(int count, int most) => count <= most
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, most).Select(place => most == 1 ? 0 : (int)((long)place * (count - 1) / (most - 1)))];

    private LookedAt Taken(string path, string full, string sha, int pictures)
    {
        IReadOnlyList<int> shown = Spread(pictures, _most);
        TakenPictures taken = run.Parts.Images.TakeOut(
            full, shown, picture => Path.Combine(run.Folder.Frames, $"{sha}-{picture + 1}"));
        if (taken.Files is null)
        {
            return LookedAt.Failed(taken.Cause!, taken.Message!);
        }

        List<ImagePart> parts = [];
        foreach (string file in taken.Files)
        {
            ImageProbeResult probe = run.Parts.Images.Probe(file);
            if (probe.Info is not { } info)
            {
                return LookedAt.Failed(probe.Cause!, $"{path}: {probe.Message}");
            }

            parts.Add(Part(path, file, info, FileDigest.Of(file)) with { Frame = Path.GetFileName(file) });
        }

        return new LookedAt(parts, pictures > _most ? [ImageNotes.Thinned] : []) { Source = sha };
    }

    private static ImagePart Part(string path, string file, ImageInfo info, string sha) =>
        new(path, sha, info.Width, info.Height)
        {
            Format = info.Format,
            Bytes = RealPath.LengthOf(file),
            Notes = info.Notes.Count > 0 ? info.Notes : null,
        };
}

/// <summary>What came of a look at an item's files.</summary>
/// <param name="Parts">What it shows, one image or several; null when it can't be used.</param>
/// <param name="Notes">What models can't be shown as the files have it.</param>
/// <param name="Cause">Short and countable; null for a usable item.</param>
/// <param name="Message">A sentence that names file and value; null for a usable item.</param>
internal sealed record LookedAt(
    IReadOnlyList<ImagePart>? Parts, IReadOnlyList<string> Notes, string? Cause = null, string? Message = null)
{
    /// <summary>Hash of the file that the parts were taken out of; null for files that are shown themselves.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the file itself is no usable image.</summary>
    public bool IsUnreadable { get; init; }

    public static LookedAt Failed(string cause, string message) => new(null, [], cause, message);
}
