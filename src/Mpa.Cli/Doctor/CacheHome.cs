namespace Mpa.Cli.Doctor;

/// <summary>The folder of what can be made again, as the XDG base directory specification has it.</summary>
internal static class CacheHome
{
    /// <summary>"mpa" in XDG_CACHE_HOME, else in ".cache" of the user's home.</summary>
    /// <param name="variable">Reads an environment variable. A relative path in it is not valid (the specification), and is passed over.</param>
    public static string Folder(Func<string, string?> variable) => Path.Combine(
        variable("XDG_CACHE_HOME") is { Length: > 0 } given && Path.IsPathFullyQualified(given)
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "mpa");
}
