using Mpa.Cli.Commands;
using Mpa.Recipes;

namespace Mpa.Cli.Serving;

/// <summary>Turns what was typed into the model to be served.</summary>
internal static class ServeRequest
{
    private static readonly RecipeKey Dtype = RecipeSchema.KeysOf(typeof(FolderOptions), "")
        .Single(key => key.Property.Name == nameof(FolderOptions.Dtype));

    /// <summary>The number type without --dtype.</summary>
    public static string DefaultDtype => (string)Dtype.Default!;

    /// <summary>The model with its adapters.</summary>
    /// <param name="model">Its folder.</param>
    /// <param name="name">What clients call it; null for the folder's name.</param>
    /// <param name="adapters">As "name=folder".</param>
    /// <param name="parallel">Replies written side by side at most.</param>
    /// <param name="dtype">One of those that a recipe may state.</param>
    /// <exception cref="MpaException">A folder is missing, or a value is wrong.</exception>
    public static ChatModelOptions Of(
        string model, string? name, IReadOnlyList<string> adapters, int parallel, string dtype)
    {
        string path = ExistingPath.ModelFolder(model);
        if (Dtype.Offense(dtype) is not null)
        {
            throw new MpaException($"--dtype {dtype}: must be {Dtype.Form}");
        }

        FolderOptions folder = new() { Path = path, Dtype = dtype };
        return new ChatModelOptions(folder, name ?? Path.GetFileName(path), [.. adapters.Select(Adapter)], parallel);
    }

    private static (string Name, string Folder) Adapter(string given)
    {
        int equals = given.IndexOf('=');
        return equals > 0
            ? (given[..equals], ExistingPath.Of(given[(equals + 1)..], "adapter folder", Directory.Exists))
            : throw new MpaException(
                $"--adapter {given}: must be a name and a folder, such as --adapter tuned=out/adapter");
    }
}
