using Mpa.Data.Rows;
using Mpa.Files;
using Mpa.Imaging;

namespace Mpa.Data.Images;

/// <summary>The bytes of a row's image, wherever they are.</summary>
/// <param name="root">Full path of the image root.</param>
internal sealed class RowImages(string root)
{
    private readonly ImageResolver _resolver = new(root);

    /// <summary>
    /// Where the image lies below the root; null when it is embedded or can't be had, with the cause.
    /// </summary>
    public ResolvedImage Find(DataRow row) =>
        row.Image.Bytes is null ? _resolver.Find(row.Image) : new ResolvedImage(null);

    /// <summary>Reads the image.</summary>
    /// <returns>Null when it can't be had, with the problem.</returns>
    public (byte[]? Bytes, RowProblem? Problem) Read(DataRow row)
    {
        if (row.Image.Bytes is { } embedded)
        {
            return Checked(embedded.Length) is { } large ? (null, large) : (embedded, null);
        }

        ResolvedImage found = _resolver.Find(row.Image);
        if (found.Path is null)
        {
            string message = $"the image \"{row.Image.Name}\" is {found.Cause} ({_resolver.Root})";
            return (null, new RowProblem(found.Cause!, message));
        }

        string file = Path.Combine(_resolver.Root, found.Path);
        return Checked(new FileInfo(file).Length) is { } problem ? (null, problem) : (File.ReadAllBytes(file), null);
    }

    private static RowProblem? Checked(long bytes) => bytes <= ImageLimits.Default.MaxBytes
        ? null
        : new RowProblem(
            ImageException.TooManyBytes,
            $"the image has {bytes:N0} bytes, more than the limit of {ImageLimits.Default.MaxBytes:N0}");
}

/// <summary>
/// Finds images below one folder and nowhere else. A relative path starts there. An absolute path of another machine
/// (the MPA release has those of its container) is looked for by its ending: a/b/c.jpg, then b/c.jpg, then c.jpg.
/// </summary>
/// <param name="root">Full path of the folder.</param>
internal sealed class ImageResolver(string root)
{
    private const string Outside = "outside the folder";
    private const int MostNames = 1_000_000; // above it, names are looked up anew rather than remembered
    private readonly Dictionary<string, ResolvedImage> _known = [];

    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>Looks for an image that is not embedded.</summary>
    public ResolvedImage Find(DataImage image)
    {
        if (_known.TryGetValue(image.Name, out ResolvedImage? known))
        {
            return known;
        }

        ResolvedImage found = Search(image);
        if (_known.Count < MostNames)
        {
            _known.Add(image.Name, found);
        }

        return found;
    }

    private ResolvedImage Search(DataImage image)
    {
        if (image.Candidates.Any(LeadsOut))
        {
            return new ResolvedImage(null, Outside);
        }

        string? file = image.Candidates
            .SelectMany(Places)
            .FirstOrDefault(place => IsBelowByName(place) && File.Exists(place));
        if (file is null)
        {
            return new ResolvedImage(null, "missing");
        }

        return RealPath.IsBelow(Root, file)
            ? new ResolvedImage(Path.GetRelativePath(Root, file).Replace(Path.DirectorySeparatorChar, '/'))
            : new ResolvedImage(null, Outside);
    }

    private bool LeadsOut(string candidate) =>
        !Path.IsPathRooted(candidate) && !candidate.Contains('\0') && !IsBelowByName(Path.GetFullPath(candidate, Root));

    private IEnumerable<string> Places(string candidate)
    {
        if (candidate.Contains('\0'))
        {
            return [];
        }

        return Path.IsPathRooted(candidate) && !IsBelowByName(Path.GetFullPath(candidate))
            ? Endings(candidate).Select(ending => Path.GetFullPath(ending, Root))
            : [Path.GetFullPath(candidate, Root)];
    }

    private static IEnumerable<string> Endings(string path)
    {
        string[] parts = path.Split('/', '\\').Where(part => part.Length > 0).ToArray();
        return Enumerable.Range(0, parts.Length).Select(skipped => string.Join('/', parts[skipped..]));
    }

    private bool IsBelowByName(string full) =>
        full.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

/// <summary>Where an image lies, or why it can't be had.</summary>
/// <param name="Path">Relative to the image root, with forward slashes; null when there is none.</param>
/// <param name="Cause">"missing", "outside the folder"; null when it is there.</param>
internal sealed record ResolvedImage(string? Path, string? Cause = null);
