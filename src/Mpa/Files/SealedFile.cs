using System.Text.RegularExpressions;

namespace Mpa.Files;

/// <summary>
/// A file that carries the SHA-256 of its bytes in its name, so that it is whole and unchanged or isn't taken, and so
/// that a newer one replaces it at one stroke.
/// </summary>
public static partial class SealedFile
{
    /// <summary>Gives a file that was written its name, and deletes those that it replaces.</summary>
    /// <param name="written">Full path of the file, in the folder that it stays in.</param>
    /// <param name="stem">What the name begins with.</param>
    public static void Seal(string written, string stem)
    {
        string folder = Path.GetDirectoryName(written)!;
        string name = $"{stem}.{FileDigest.Of(written)}{Path.GetExtension(written)}";
        string path = Path.Combine(folder, name);
        File.Move(written, path, overwrite: true);
        foreach (string older in Named(folder, stem).Where(file => file != path))
        {
            File.Delete(older);
        }
    }

    /// <summary>The newest file of a stem in a folder; null when there is none.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="stem">What the name begins with.</param>
    /// <param name="mend">What to do about a damaged one, as a sentence.</param>
    /// <exception cref="MpaException">It isn't as it was written.</exception>
    public static string? Find(string folder, string stem, string mend) =>
        Named(folder, stem).MaxBy(File.GetLastWriteTimeUtc) switch
        {
            null => null,
            { } path when IsWhole(path) => path,
            { } path => throw new MpaException(
                $"{path} was changed or cut since it was written: its hash isn't the one in its name. {mend}"),
        };

    /// <summary>The files in a folder and below that are not as they were written.</summary>
    public static IEnumerable<string> Damaged(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Name().IsMatch(Path.GetFileName(file)) && !IsWhole(file));

    private static IEnumerable<string> Named(string folder, string stem) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, stem + ".*").Where(file => Name().IsMatch(Path.GetFileName(file)))
        : [];

    private static bool IsWhole(string path) =>
        Name().Match(Path.GetFileName(path)).Groups["digest"].Value == FileDigest.Of(path);

    [GeneratedRegex(@"^[^.]+\.(?<digest>[0-9a-f]{64})\.[^.]+$")]
    private static partial Regex Name();
}
