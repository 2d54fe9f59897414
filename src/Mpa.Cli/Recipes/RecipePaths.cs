namespace Mpa.Cli.Recipes;

/// <summary>How paths in recipes and on the command line are read and shown.</summary>
internal static class RecipePaths
{
    /// <summary>The full path: "~" is the home folder, a relative path starts from <paramref name="folder"/>.</summary>
    public static string Resolve(string path, string folder)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string expanded = path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? home + path[1..] : path;
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(expanded, folder));
    }

    /// <summary>The shortest form for people: relative when it lies below the current folder.</summary>
    public static string Show(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative;
    }
}
