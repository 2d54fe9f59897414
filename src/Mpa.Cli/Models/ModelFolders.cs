using Mpa.Cli.Recipes;
using Mpa.Hub;

namespace Mpa.Cli.Models;

/// <summary>Finds model folders.</summary>
internal static class ModelFolders
{
    /// <summary>
    /// The folder itself if it is a model, else the models directly in it, finished and unfinished, by name.
    /// </summary>
    /// <param name="folder">Full path of an existing folder.</param>
    public static IEnumerable<string> In(string folder) => IsModel(folder)
        ? [folder]
        : Directory.EnumerateDirectories(folder)
            .Where(child => IsModel(child) || IsUnfinished(child))
            .Order(StringComparer.Ordinal);

    /// <summary>Whether a pull gathers files here.</summary>
    public static bool IsUnfinished(string folder) =>
        folder.EndsWith(ModelPull.StagingSuffix, StringComparison.Ordinal)
            && File.Exists(Path.Combine(folder, PullRecord.FileName));

    /// <summary>The folder that it gathers them for.</summary>
    public static string TargetOf(string folder) => folder[..^ModelPull.StagingSuffix.Length];

    /// <summary>The folder that an argument names: a path, or owner/name of a model that was pulled.</summary>
    /// <exception cref="MpaException">There is none.</exception>
    public static string Find(string given, string home)
    {
        string path = RecipePaths.Resolve(given, Environment.CurrentDirectory);
        string? pulled = HubModelName.TryParse(given) is { } name ? Path.Combine(home, name.FolderName) : null;
        return (Directory.Exists(path), pulled) switch
        {
            (true, _) => path,
            (false, null) => throw new MpaException(
                $"{given}: there is no such model folder; mpa models lists those in {home}"),
            _ when Directory.Exists(pulled) => pulled,
            _ => throw new MpaException(
                $"{given}: there is neither such a folder nor {pulled}; get the model with: mpa pull {given}"),
        };
    }

    private static bool IsModel(string folder) =>
        File.Exists(Path.Combine(folder, "config.json")) && !IsUnfinished(folder);
}
