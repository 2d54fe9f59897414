using System.Text.Json;
using Mpa.Cli.Recipes;
using Mpa.Hub;
using Mpa.Runs;
using Mpa.Torch.Inspection;

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

    /// <summary>
    /// The folder that an argument names: a path, or owner/name of a model that was pulled; of a run the leveled
    /// student.
    /// </summary>
    /// <exception cref="MpaException">There is none, or it is no model.</exception>
    public static string Find(string given, string home)
    {
        string path = RecipePaths.Resolve(given, Environment.CurrentDirectory);
        return (Directory.Exists(path), Pulled(given, home)) switch
        {
            (true, _) => Model(path),
            (false, null) => throw new MpaException(
                $"{given}: there is no such model folder; mpa models lists those in {home}"),
            (false, { } pulled) when Directory.Exists(pulled) => pulled,
            (false, { } pulled) => throw new MpaException(
                $"{given}: there is neither such a folder nor {pulled}; get the model with: mpa pull {given}"),
        };
    }

    /// <summary>Where mpa pull puts the model that the text names; null where it names none of the hub.</summary>
    public static string? Pulled(string given, string home) =>
        HubModelName.TryParse(given) is { } name ? Path.Combine(home, name.FolderName) : null;

    /// <summary>
    /// The model of an existing folder: the folder itself, or a run's leveled student. What is neither is left to
    /// whoever reads the model, except an adapter.
    /// </summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="MpaException">It is a run without a leveled student, or a LoRA adapter.</exception>
    public static string Model(string path)
    {
        if (File.Exists(Path.Combine(path, "config.json")))
        {
            return path;
        }

        string shown = TypedCommand.Quote(RecipePaths.Show(path));
        RunFolder run = new(path);
        if (File.Exists(run.Manifest))
        {
            return Directory.Exists(run.Leveled)
                ? run.Leveled
                : throw new MpaException(
                    $"{shown} is a run that has no leveled student yet; go on with: mpa run {shown}");
        }

        return IsAdapter(path) ? throw new MpaException(Adapter(path, shown)) : path;
    }

    /// <summary>Whether a path is the folder of a LoRA adapter, and of no model.</summary>
    public static bool IsAdapter(string path) => !File.Exists(Path.Combine(path, "config.json"))
        && File.Exists(Path.Combine(path, AdapterInventory.ConfigFile));

    /// <summary>The command that serves an adapter.</summary>
    /// <param name="adapter">Its folder, as a command line has it.</param>
    /// <param name="model">Its base; null where it isn't known.</param>
    public static string Serving(string adapter, string? model) =>
        $"mpa serve {TypedCommand.Quote(model ?? "BASE")} --adapter tuned={adapter}";

    private static string Adapter(string path, string shown)
    {
        string? named = BaseOf(Path.Combine(path, AdapterInventory.ConfigFile));
        string told = named is null ? "; it doesn't name the model that it belongs to" : $" of {named}";
        return $"{shown} is a LoRA adapter{told}, not a model: "
            + $"talk to it with {Serving(shown, named)}, "
            + "or merge it into its model (peft's merge_and_unload) and name that folder";
    }

    private static string? BaseOf(string file)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(file));
            return config.RootElement.GetProperty("base_model_name_or_path").GetString() is { Length: > 0 } name
                ? name
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null; // damaged, or without the name: the message does without it
        }
    }

    private static bool IsModel(string folder) =>
        File.Exists(Path.Combine(folder, "config.json")) && !IsUnfinished(folder);
}
