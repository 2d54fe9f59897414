using System.Text.Json.Serialization;

namespace Mpa.Recipes;

/// <summary>Which model a recipe names: a checkpoint folder of this machine, or a model behind a server. Exactly one of the two is set.</summary>
public sealed record ModelReference
{
    /// <summary>A checkpoint folder and how it runs; null for a served model.</summary>
    public FolderOptions? Folder { get; init; }

    /// <summary>A server and how it is asked; null for a folder.</summary>
    public ServerOptions? Server { get; init; }

    /// <summary>Full path of the checkpoint folder; null for a served model.</summary>
    [JsonIgnore]
    public string? Path => Folder?.Path;

    /// <summary>What people call the model.</summary>
    [JsonIgnore]
    public string DisplayName => Server?.Model ?? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path ?? "?"));

    /// <summary>A folder that runs with the defaults.</summary>
    /// <param name="path">Its full path.</param>
    public static ModelReference Of(string path) => new() { Folder = new FolderOptions { Path = path } };
}
