namespace Mpa.Files;

/// <summary>Where a path leads when every symbolic link on the way is followed.</summary>
public static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The path without any link in it. Parts that don't exist stay as they are.</summary>
    /// <exception cref="IOException">The links go in a circle.</exception>
    public static string Of(string path)
    {
        int links = 0;
        Stack<string> parts = Parts(Path.GetFullPath(path));
        string real = parts.Pop();
        while (parts.TryPop(out string? part))
        {
            string next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"{path}: symbolic links in a circle");
            }

            Stack<string> followed = Parts(Path.GetFullPath(target, real));
            real = followed.Pop();
            parts = new Stack<string>(followed.Concat(parts).Reverse());
        }

        return real;
    }

    /// <summary>True when the path, its links followed, lies below the root, its links followed.</summary>
    public static bool IsBelow(string root, string path)
    {
        try
        {
            string folder = Path.TrimEndingDirectorySeparator(Of(root)) + Path.DirectorySeparatorChar;
            return Of(path).StartsWith(folder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // a circle of links leads nowhere, so not below the root either
        }
    }

    /// <summary>Bytes of a file; of a link, those of the file that it leads to.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static long LengthOf(string path) => new FileInfo(Target(path) ?? path).Length;

    /// <summary>Full path of what a link leads to; null for what is none, and for links in a circle.</summary>
    internal static string? Target(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Why a path that isn't below a root can't be used, and what mends it.</summary>
    /// <param name="path">As the data names it.</param>
    /// <param name="root">Full path of the folder.</param>
    public static string Outside(string path, string root)
    {
        string full = Path.GetFullPath(path, root);
        string verb = new FileInfo(full).LinkTarget is { } target
            ? $"is a link to {target}, which lies"
            : "lies or leads";
        return $"{path} {verb} outside {root}. Copy it into the folder, or name a folder above both as imageRoot.";
    }

    /// <summary>The parts of a full path; the root of the file system on top.</summary>
    private static Stack<string> Parts(string full)
    {
        string root = Path.GetPathRoot(full)!;
        string[] names = full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        return new Stack<string>(names.Reverse().Append(root));
    }
}

/// <summary>
/// A folder that many paths may not leave. Where the folders on the way lead is looked up once: thousands of files
/// share a few, and following every part of every path took half of the time of <c>mpa plan</c>.
/// </summary>
/// <param name="root">The folder.</param>
internal sealed class Confinement(string root)
{
    private readonly Dictionary<string, bool> _folders = new(StringComparer.Ordinal);

    /// <summary>
    /// True when the path, its links followed, lies below the folder: what <see cref="RealPath.IsBelow"/> says.
    /// </summary>
    public bool Holds(string path)
    {
        string full = Path.GetFullPath(path);
        string? folder = Path.GetDirectoryName(full);
        if (folder is null || new FileInfo(full).LinkTarget is not null)
        {
            return RealPath.IsBelow(root, full);
        }

        if (!_folders.TryGetValue(folder, out bool holds))
        {
            _folders.Add(folder, holds = RealPath.IsBelow(root, full));
        }

        return holds;
    }
}
