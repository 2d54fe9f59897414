using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Mpa.Files;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Images;

/// <summary>Finds the files that a recipe's <c>images</c> names. Looks at names only.</summary>
public static class ImageFiles
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
        return new ImageSource(root, [.. files.Select(file => file.Path)], [], stamped ? StampOf(root, files) : "");
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
    /// <summary>The user's own questions about an image, by its path; none where the recipe names no column.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Questions { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();
}

/// <summary>Short names for images.</summary>
internal static class ImageIds
{
    /// <summary>
    /// For each path the path without its extension, or the whole path where that would name two things.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<string> paths)
    {
        HashSet<string> whole = [.. paths];
        Dictionary<string, int> stems = paths.CountBy(Stem).ToDictionary();
        return paths.ToDictionary(
            path => path,
            path => stems[Stem(path)] > 1 || (Stem(path) != path && whole.Contains(Stem(path))) ? path : Stem(path));
    }

    private static string Stem(string path)
    {
        int dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') + 1 ? path[..dot] : path;
    }
}
