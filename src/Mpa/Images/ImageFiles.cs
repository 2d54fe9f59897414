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
        string root = request.ImageRoot ?? RootOf(request.Path);
        IReadOnlyList<string> paths = List(request.Path, request.Output, root);
        return new ImageSource(root, paths, [], ContentKey.Of(root, paths, paths.Select(path => FileDigest.Stamp(Path.Combine(root, path)))));
    }

    /// <summary>The folder that image paths are relative to: the folder itself, or the one the list lies in.</summary>
    public static string RootOf(string source) =>
        Directory.Exists(source) ? Path.GetFullPath(source) : Path.GetDirectoryName(Path.GetFullPath(source))!;

    /// <summary>
    /// Paths relative to the root, with forward slashes, each once: of a folder every file that isn't hidden, in ordinal order; of a
    /// list file its lines, in their order.
    /// </summary>
    /// <param name="source">Full path of a folder or a list file.</param>
    /// <param name="output">The run folder, which is left out when it lies in the folder; null without a run.</param>
    /// <param name="root">Full path of the folder that paths are relative to.</param>
    public static IReadOnlyList<string> List(string source, string? output, string root)
    {
        if (Directory.Exists(source))
        {
            List<string> files = [];
            Search(source, output is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)), files);
            return [.. files.Select(file => Relative(root, file)).Order(StringComparer.Ordinal)];
        }

        return File.Exists(source)
            ? ReadList(source, root)
            : throw new MpaException($"{source}: no such folder or list of images. Mend \"images\" in the recipe.");
    }

    /// <summary>Links to folders are listed as they are and not followed.</summary>
    private static void Search(string folder, string? output, List<string> files)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry.Name.StartsWith('.') || entry.FullName == output)
            {
                continue;
            }

            if (entry is DirectoryInfo && entry.LinkTarget is null)
            {
                Search(entry.FullName, output, files);
            }
            else
            {
                files.Add(entry.FullName);
            }
        }
    }

    private static IReadOnlyList<string> ReadList(string source, string root)
    {
        string text = File.ReadAllText(source);
        if (text.Contains('\0'))
        {
            throw new MpaException($"{source} is not a text file. Name a folder of images, or a text file with one path a line.");
        }

        IEnumerable<string> lines = text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
        return [.. lines.Select(line => Relative(root, Path.GetFullPath(line, root))).Distinct()];
    }

    private static string Relative(string root, string file) =>
        Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
}
