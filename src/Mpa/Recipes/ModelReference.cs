using System.Text.Json.Serialization;
using Mpa.Models;

namespace Mpa.Recipes;

/// <summary>
/// Which model a recipe names: a checkpoint folder of this machine, or a model behind a server. Exactly one of the two
/// is set.
/// </summary>
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
    public string DisplayName =>
        Server?.Model ?? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path ?? "?"));

    /// <summary>Another folder that runs as this one does.</summary>
    /// <param name="path">Its full path.</param>
    public ModelReference At(string path) =>
        Folder is { } folder ? new() { Folder = folder with { Path = path } } : Of(path);

    /// <summary>A folder that runs with the defaults.</summary>
    /// <param name="path">Its full path.</param>
    public static ModelReference Of(string path) => new() { Folder = new FolderOptions { Path = path } };
}

/// <summary>A checkpoint folder and how it runs on this machine.</summary>
public sealed record FolderOptions
{
    /// <summary>The folder, as downloaded from the hub.</summary>
    [ReadPath]
    public required string Path { get; init; }

    /// <summary>
    /// Number type the model answers in. bfloat16 takes half the memory and is faster on processors that have it; int8
    /// stores the weights of linear layers in 8 bits (docs/decisions/0016), a quarter of the memory, and is slower.
    /// Answers may differ in close cases. A student is trained in float32 either way.
    /// </summary>
    [OneOf(typeof(WeightTypes), nameof(WeightTypes.Names))]
    public string Dtype { get; init; } = WeightTypes.NameOf(WeightType.Float32);

    /// <summary>
    /// Smallest area in pixels that images are brought to, for families that take images of any size (Qwen2-VL);
    /// without it, the folder's own.
    /// </summary>
    [Between(1, 1_000_000_000)]
    public int? MinPixels { get; init; }

    /// <summary>
    /// Largest area in pixels that images are brought to, for the same families; without it, the folder's own. An image
    /// token is 28 × 28 pixels.
    /// </summary>
    [Between(784, 1_000_000_000)]
    public int? MaxPixels { get; init; }
}
