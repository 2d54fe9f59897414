using Mpa.Cli.Commands;
using Mpa.Recipes;

namespace Mpa.Cli.Serving;

/// <summary>Turns what was typed into the model to be served.</summary>
internal static class ServeRequest
{
    /// <summary>Number types; the first is the default.</summary>
    public static IReadOnlyList<string> Dtypes { get; } = ["float32", "bfloat16"];

    /// <summary>The model with its adapters.</summary>
    /// <param name="model">Its folder.</param>
    /// <param name="name">What clients call it; null for the folder's name.</param>
    /// <param name="adapters">As "name=folder".</param>
    /// <param name="parallel">Replies written side by side at most.</param>
    /// <param name="dtype">One of <see cref="Dtypes"/>.</param>
    /// <exception cref="MpaException">A folder is missing, or a value is wrong.</exception>
    public static ChatModelOptions Of(string model, string? name, IReadOnlyList<string> adapters, int parallel, string dtype)
    {
        string folder = ExistingPath.ModelFolder(model);
        if (!Dtypes.Contains(dtype))
        {
            throw new MpaException($"--dtype {dtype}: must be {string.Join(" or ", Dtypes)}");
        }

        return new ChatModelOptions(new FolderOptions { Path = folder, Dtype = dtype }, name ?? Path.GetFileName(folder), [.. adapters.Select(Adapter)], parallel);
    }

    private static (string Name, string Folder) Adapter(string given)
    {
        int equals = given.IndexOf('=');
        return equals > 0
            ? (given[..equals], ExistingPath.Of(given[(equals + 1)..], "adapter folder", Directory.Exists))
            : throw new MpaException($"--adapter {given}: must be a name and a folder, such as --adapter tuned=out/adapter");
    }
}
