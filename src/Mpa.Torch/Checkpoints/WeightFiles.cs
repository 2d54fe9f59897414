using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// The weight files of a hub-layout folder: model.safetensors, or the shards that model.safetensors.index.json names.
/// Names no TorchSharp type, so that a fingerprint is taken without loading libtorch.
/// </summary>
internal static partial class WeightFiles
{
    /// <summary>Where all weights stand in one file.</summary>
    public const string Single = "model.safetensors";

    private const string Index = "model.safetensors.index.json";

    /// <summary>A shard's name, as transformers counts them.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="count">Of all shards.</param>
    public static string Shard(int number, int count) => $"model-{number:D5}-of-{count:D5}.safetensors";

    /// <summary>Full paths, in the order in which a checkpoint opens them.</summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <exception cref="MpaException">
    /// There are none, the index can't be read, or both stand there and the index names other files.
    /// </exception>
    public static IEnumerable<string> Of(string folder)
    {
        string index = Path.Combine(folder, Index);
        string single = Path.Combine(folder, Single);
        if (File.Exists(index))
        {
            IReadOnlyList<string> shards = ShardNames(index);
            return File.Exists(single) && !shards.Contains(Single)
                ? throw new MpaException(
                    $"{folder}: holds {Single} and {Index}, which names {shards.Count} other files, and one of the two "
                    + $"is stale (transformers takes {Single}). Take the one away that the model is not: "
                    + $"{Single}, or {Index} with its shards.")
                : shards.Select(name => Path.Combine(folder, name));
        }

        return File.Exists(single)
            ? [single]
            : throw new MpaException(
                $"{folder}: holds neither model.safetensors nor model.safetensors.index.json. " +
                "mpa reads safetensors only; pickled .bin weights must be converted first.");
    }

    /// <summary>
    /// Gives files that <see cref="SafetensorsWriter.WriteBeside"/> wrote their names, and takes all other weights
    /// away.
    /// </summary>
    /// <param name="folder">Where they stand.</param>
    /// <param name="names">Of the files.</param>
    /// <param name="index">Text of the index; null for a single file.</param>
    public static void Replace(string folder, IReadOnlyList<string> names, string? index)
    {
        // The index goes first and comes last: at no time does one name a mixture of old shards and new ones.
        string indexPath = Path.Combine(folder, Index);
        File.Delete(indexPath);
        foreach (string name in names)
        {
            string path = Path.Combine(folder, name);
            File.Move(path + ".partial", path, overwrite: true);
        }

        foreach (string path in Directory.GetFiles(folder, "model*.safetensors"))
        {
            string name = Path.GetFileName(path);
            if ((name == Single || ShardName().IsMatch(name)) && !names.Contains(name))
            {
                File.Delete(path);
            }
        }

        if (index is not null)
        {
            File.WriteAllText(indexPath + ".partial", index);
            File.Move(indexPath + ".partial", indexPath);
        }
    }

    private static IReadOnlyList<string> ShardNames(string index)
    {
        try
        {
            using JsonDocument document = JsonFile.Parse(index);
            string[] names = [.. document.RootElement.GetProperty("weight_map").EnumerateObject()
                .Select(property => property.Value.GetString() ?? "")
                .Distinct()
                .Order(StringComparer.Ordinal)];

            // A shard's name is data from a file: it may not leave the folder.
            if (names.Length == 0)
            {
                throw new MpaException($"{index}: names no shard: fetch the folder anew.");
            }

            return names.FirstOrDefault(name => !IsPlain(name)) is { } bad
                ? throw new MpaException($"{index}: shard name \"{bad}\" is not a plain file name.")
                : names;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException
            or IOException or UnauthorizedAccessException)
        {
            throw new MpaException($"{index}: cannot be read ({error.Message}).", error);
        }
    }

    private static bool IsPlain(string name) =>
        name.Length > 0 && name is not ("." or "..") && !name.Contains('\0') && Path.GetFileName(name) == name;

    [GeneratedRegex(@"^model-\d{5}-of-\d{5}\.safetensors$")]
    private static partial Regex ShardName();
}
