using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Mpa.Files;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Images;

/// <summary>Finds the files that a recipe's <c>images</c> names. Looks at names only.</summary>
public static partial class ImageFiles
{
    /// <summary>The folder that the paths in 0-images.jsonl are relative to.</summary>
    public static string RootOf(Recipe recipe)
    {
        string files = new RunFolder(recipe.Output).ImageFiles;
        return Directory.Exists(files) ? files : recipe.ImageRoot ?? RootOf(recipe.Images);
    }

    /// <summary>A folder of images, or a list of their paths.</summary>
    public static ImageSource Open(DataRequest request)
    {
        if (request.Questions is { } column)
        {
            throw new MpaException(
                $"images.questions: {request.Path} is no data file with columns, so it has none called {column}; "
                    + "name a CSV, JSON, JSONL or Parquet file as images, or leave images.questions out");
        }

        string root = request.ImageRoot ?? RootOf(request.Path);
        bool stamped = request.Access == DataAccess.Stamp;
        IReadOnlyList<ListedFile> files = Listed(request.Path, request.Output, root, stamped);
        ImageSource source = new(root, [.. files.Select(file => file.Path)], [], stamped ? StampOf(root, files) : "");
        return request.ByFolder ? source.ByFolder() : source;
    }

    private static string StampOf(string root, IReadOnlyList<ListedFile> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{root}\n"));
        byte[] lines = new byte[1 << 16];
        int filled = 0;
        foreach ((string path, FileStamp stamp) in files)
        {
            int most = Encoding.UTF8.GetMaxByteCount(path.Length) + FileStamp.MostLetters;
            if (lines.Length - filled < most)
            {
                hash.AppendData(lines, 0, filled);
                (lines, filled) = (lines.Length < most ? new byte[2 * most] : lines, 0);
            }

            Utf8.TryWrite(
                lines.AsSpan(filled), CultureInfo.InvariantCulture, $"{path}\n{stamp}\n", out int length);
            filled += length;
        }

        hash.AppendData(lines, 0, filled);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The folder that image paths are relative to: the folder itself, or the one the list lies in.</summary>
    public static string RootOf(string source) =>
        Directory.Exists(source) ? Path.GetFullPath(source) : Path.GetDirectoryName(Path.GetFullPath(source))!;

    /// <summary>
    /// Paths relative to the root, with forward slashes, each once: of a folder every file that isn't hidden, in
    /// ordinal order; of a list file its lines, in their order.
    /// </summary>
    /// <param name="source">Full path of a folder or a list file.</param>
    /// <param name="output">The run folder, which is left out when it lies in the folder; null without a run.</param>
    /// <param name="root">Full path of the folder that paths are relative to.</param>
    public static IReadOnlyList<string> List(string source, string? output, string root) =>
        [.. Listed(source, output, root, stamped: false).Select(file => file.Path)];

    /// <summary>
    /// Names of the files of one folder that aren't hidden, by the numbers in them: page-2 comes before page-10; none
    /// where there is no such folder.
    /// </summary>
    /// <param name="folder">Full path.</param>
    internal static IReadOnlyList<string> InFolder(string folder) => Directory.Exists(folder)
        ? InOrder(Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Where(name => name[0] != '.'))
        : [];

    /// <summary>Paths by the numbers in them.</summary>
    internal static IReadOnlyList<string> InOrder(IEnumerable<string> paths) =>
        [.. paths.OrderBy(Padded, StringComparer.Ordinal).ThenBy(path => path, StringComparer.Ordinal)];

    private static string Padded(string path) => Digits().Replace(path, number => number.Value.PadLeft(20, '0'));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    private static IReadOnlyList<ListedFile> Listed(string source, string? output, string root, bool stamped)
    {
        if (Directory.Exists(source))
        {
            string? run = output is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
            string prefix = Relative(root, source) is var below && below == "." ? "" : below + "/";
            IReadOnlyList<ListedFile> files = new FolderListing(source, run, stamped).Read();
            return prefix.Length == 0 ? files : [.. files.Select(file => file with { Path = prefix + file.Path })];
        }

        if (!File.Exists(source))
        {
            throw new MpaException($"{source}: no such folder or list of images. Mend \"images\" in the recipe.");
        }

        return
        [
            .. ReadList(source, root).AsParallel().AsOrdered().Select(path => new ListedFile(
                path, stamped ? FileStamp.Of(Path.Combine(root, path)) : FileStamp.Absent)),
        ];
    }

    private static IReadOnlyList<string> ReadList(string source, string root)
    {
        string text = File.ReadAllText(source);
        if (text.Contains('\0'))
        {
            throw new MpaException(
                $"{source} is not a text file. Name a folder of images, or a text file with one path a line.");
        }

        IEnumerable<string> lines = text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
        ImageResolver resolver = new(root);
        return [.. lines.Select(line => PathOf(line, root, resolver)).Distinct()];
    }

    /// <summary>A path that isn't there and may be written as on another machine is looked for by its ending.</summary>
    private static string PathOf(string line, string root, ImageResolver resolver)
    {
        string full = Path.GetFullPath(line, root);
        bool elsewhere = Path.IsPathRooted(line) || line.AsSpan().ContainsAny("\\:%") || !Ascii.IsValid(line);
        return elsewhere && !File.Exists(full) && resolver.Find(line, [line]).Path is { } found
            ? found
            : Relative(root, full);
    }

    private static string Relative(string root, string file) =>
        Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
}

/// <summary>The images that a run starts from.</summary>
/// <param name="Root">Full path of the folder that they lie below.</param>
/// <param name="Paths">
/// Relative to it, with forward slashes, each once. Of images inside files, before they are taken out: only how many
/// counts.
/// </param>
/// <param name="Refused">What the source names and can't give.</param>
/// <param name="Stamp">Changes when the source does.</param>
public sealed record ImageSource(
    string Root, IReadOnlyList<string> Paths, IReadOnlyList<ImageFailure> Refused, string Stamp)
{
    private const string Joint = " + ";

    /// <summary>The user's own questions about an image, by its path; none where the recipe names no column.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Questions { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The files of those items that are several, by the item's path.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Several { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Paths of the files that an item shows.</summary>
    /// <param name="path">The item's.</param>
    public IReadOnlyList<string> FilesOf(string path) => Several.GetValueOrDefault(path) ?? [path];

    /// <summary>The path of an item of several files that the user listed.</summary>
    public static string JoinedPath(IEnumerable<string> files) => string.Join(Joint, files);

    /// <summary>The files of such a path.</summary>
    internal static IReadOnlyList<string> FilesOfJoined(string path) => path.Split(Joint);

    /// <summary>
    /// The source with one item for each folder of files, by the numbers in their names: page-2 comes before page-10.
    /// Files that lie in no folder below the root stay items of their own.
    /// </summary>
    public ImageSource ByFolder()
    {
        ILookup<string, string> byFolder = Paths.ToLookup(path => path[..Math.Max(0, path.LastIndexOf('/'))]);
        IEnumerable<IGrouping<string, string>> folders = byFolder.Where(folder => folder.Key.Length > 0);
        return this with
        {
            Paths = [.. byFolder[""], .. folders.Select(folder => folder.Key)],
            Several = folders.ToDictionary(folder => folder.Key, ImageFiles.InOrder),
            Stamp = ContentKey.Of(Stamp, "by folder"),
        };
    }
}

/// <summary>Short names for images.</summary>
internal static class ImageIds
{
    /// <summary>
    /// For each path the path without its extension, or the whole path where that would name two things or there are
    /// several files.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(ImageSource source)
    {
        IReadOnlyList<string> paths = source.Paths;
        HashSet<string> whole = [.. paths];
        Dictionary<string, int> stems = paths.CountBy(Stem).ToDictionary();
        return paths.ToDictionary(path => path, path => IsWhole(path) ? path : Stem(path));

        bool IsWhole(string path) => stems[Stem(path)] > 1
            || (Stem(path) != path && whole.Contains(Stem(path)))
            || source.Several.ContainsKey(path);
    }

    private static string Stem(string path)
    {
        int dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') + 1 ? path[..dot] : path;
    }
}
