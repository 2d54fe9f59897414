using System.Text;
using System.Text.RegularExpressions;
using Mpa.Files;

namespace Mpa.Images;

/// <summary>
/// Finds images below one folder and nowhere else. A relative path starts there. An absolute path of another machine
/// (the MPA release has those of its container) is looked for by its ending: a/b/c.jpg, then b/c.jpg, then c.jpg. What
/// isn't there as it is written is looked for as other systems write it: with the separators and the drive of Windows,
/// as a file address, with percent signs for letters, with its accents composed or apart.
/// </summary>
public sealed partial class ImageResolver
{
    private const string Outside = "outside the folder";
    private const int MostNames = 1_000_000; // above it, names are looked up anew rather than remembered
    private readonly Dictionary<string, ResolvedImage> _known = [];
    private readonly Confinement _confinement;
    private readonly Lazy<Dictionary<string, string>> _byLetters;

    /// <param name="root">Full path of the folder.</param>
    public ImageResolver(string root)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _confinement = new Confinement(Root);
        _byLetters = new Lazy<Dictionary<string, string>>(List);
    }

    /// <summary>Full path of the folder.</summary>
    public string Root { get; }

    /// <summary>Looks for an image.</summary>
    /// <param name="name">What it is remembered by.</param>
    /// <param name="candidates">Paths to look for, the likeliest first.</param>
    public ResolvedImage Find(string name, IReadOnlyList<string> candidates)
    {
        if (_known.TryGetValue(name, out ResolvedImage? known))
        {
            return known;
        }

        ResolvedImage found = Search([.. candidates.Where(path => !path.Contains('\0'))]);
        if (_known.Count < MostNames)
        {
            _known.Add(name, found);
        }

        return found;
    }

    private ResolvedImage Search(string[] candidates)
    {
        if (candidates.Any(LeadsOut))
        {
            return new ResolvedImage(null, Outside);
        }

        string[] spellings = [.. candidates.SelectMany(Spellings)];
        string? file = candidates.Concat(spellings).SelectMany(Places).Where(IsBelowByName).FirstOrDefault(File.Exists)
            ?? Composed([.. candidates, .. spellings]);
        if (file is null)
        {
            return new ResolvedImage(null, spellings.Any(LeadsOut) ? Outside : "missing");
        }

        return _confinement.Holds(file)
            ? new ResolvedImage(Path.GetRelativePath(Root, file).Replace(Path.DirectorySeparatorChar, '/'))
            : new ResolvedImage(null, Outside);
    }

    /// <summary>
    /// The file whose path is the same letters, however accents are put together: a Mac may write them apart. The files
    /// are listed once, when the first such path is looked for.
    /// </summary>
    private string? Composed(string[] paths) => paths.All(path => Ascii.IsValid(path))
        ? null
        : paths.SelectMany(Places)
            .Select(place => _byLetters.Value.GetValueOrDefault(CanonicalComposition.Normalize(place)))
            .FirstOrDefault(found => found is not null);

    private Dictionary<string, string> List()
    {
        Dictionary<string, string> byLetters = [];
        EnumerationOptions all = new()
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        foreach (string file in Directory.Exists(Root) ? Directory.EnumerateFiles(Root, "*", all) : [])
        {
            if (!Ascii.IsValid(file))
            {
                byLetters.TryAdd(CanonicalComposition.Normalize(file), file);
            }
        }

        return byLetters;
    }

    private bool LeadsOut(string candidate) =>
        !Path.IsPathRooted(candidate) && !IsBelowByName(Path.GetFullPath(candidate, Root));

    private IEnumerable<string> Places(string candidate) =>
        Path.IsPathRooted(candidate) && !IsBelowByName(Path.GetFullPath(candidate))
            ? Endings(candidate).Select(ending => Path.GetFullPath(ending, Root))
            : [Path.GetFullPath(candidate, Root)];

    private static IEnumerable<string> Endings(string path)
    {
        string[] parts = path.Split('/', '\\').Where(part => part.Length > 0).ToArray();
        return Enumerable.Range(0, parts.Length).Select(skipped => string.Join('/', parts[skipped..]));
    }

    /// <summary>How the path is written here, if it was written elsewhere; itself left out.</summary>
    private static IEnumerable<string> Spellings(string path)
    {
        string local = FileAddress().Replace(path, "/");
        string[] decoded = local.Contains('%') ? [local, Uri.UnescapeDataString(local)] : [local];
        IEnumerable<string> spelled = decoded
            .Select(one => Drive().Replace(one.Replace('\\', '/'), ""));
        return spelled.Where(one => one != path && one.Length > 0 && !one.Contains('\0')).Distinct();
    }

    private bool IsBelowByName(string full) =>
        full.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    [GeneratedRegex("^file:/*(localhost/)?", RegexOptions.IgnoreCase)]
    private static partial Regex FileAddress();

    [GeneratedRegex("^/?[A-Za-z]:")]
    private static partial Regex Drive();
}

/// <summary>Where an image lies, or why it can't be had.</summary>
/// <param name="Path">Relative to the image root, with forward slashes; null when there is none.</param>
/// <param name="Cause">"missing", "outside the folder"; null when it is there.</param>
public sealed record ResolvedImage(string? Path, string? Cause = null);
