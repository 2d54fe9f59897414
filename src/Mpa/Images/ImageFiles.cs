namespace Mpa.Images;

/// <summary>Finds the files that a recipe's <c>images</c> names. Looks at names only.</summary>
internal static class ImageFiles
{
    /// <summary>The folder that image paths are relative to: the folder itself, or the one the list lies in.</summary>
    public static string RootOf(string source) =>
        Directory.Exists(source) ? Path.GetFullPath(source) : Path.GetDirectoryName(Path.GetFullPath(source))!;

    /// <summary>
    /// Paths relative to the root, with forward slashes, each once: of a folder every file that isn't hidden, in ordinal order; of a
    /// list file its lines, in their order.
    /// </summary>
    /// <param name="source">Full path of a folder or a list file.</param>
    /// <param name="output">The run folder, which is left out when it lies in the folder.</param>
    public static IReadOnlyList<string> List(string source, string output)
    {
        if (Directory.Exists(source))
        {
            string root = RootOf(source);
            List<string> files = [];
            Search(root, Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)), files);
            return [.. files.Select(file => Relative(root, file)).Order(StringComparer.Ordinal)];
        }

        return File.Exists(source)
            ? ReadList(source)
            : throw new MpaException($"{source}: no such folder or list of images. Mend \"images\" in the recipe.");
    }

    /// <summary>Links to folders are listed as they are and not followed.</summary>
    private static void Search(string folder, string output, List<string> files)
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

    private static IReadOnlyList<string> ReadList(string source)
    {
        string text = File.ReadAllText(source);
        if (text.Contains('\0'))
        {
            throw new MpaException($"{source} is not a text file. Name a folder of images, or a text file with one path a line.");
        }

        string root = RootOf(source);
        IEnumerable<string> lines = text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
        return [.. lines.Select(line => Relative(root, Path.GetFullPath(line, root))).Distinct()];
    }

    private static string Relative(string root, string file) =>
        Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
}
