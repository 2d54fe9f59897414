using System.Text.Json;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// The weight files of a hub-layout folder: model.safetensors, or the shards that model.safetensors.index.json names. Names no
/// TorchSharp type, so that a fingerprint is taken without loading libtorch.
/// </summary>
internal static class WeightFiles
{
    /// <summary>Full paths, in the order in which a checkpoint opens them.</summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <exception cref="MpaException">There are none, or the index can't be read.</exception>
    public static IEnumerable<string> Of(string folder)
    {
        string index = Path.Combine(folder, "model.safetensors.index.json");
        string single = Path.Combine(folder, "model.safetensors");
        if (File.Exists(index))
        {
            return ShardNames(index).Select(name => Path.Combine(folder, name));
        }

        return File.Exists(single)
            ? [single]
            : throw new MpaException($"{folder}: holds neither model.safetensors nor model.safetensors.index.json. mpa reads safetensors only; pickled .bin weights must be converted first.");
    }

    private static IReadOnlyList<string> ShardNames(string index)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(index));
            string[] names = [.. document.RootElement.GetProperty("weight_map").EnumerateObject()
                .Select(property => property.Value.GetString() ?? "").Distinct().Order(StringComparer.Ordinal)];

            // A shard's name is data from a file: it may not leave the folder.
            return names.FirstOrDefault(name => name.Length == 0 || Path.GetFileName(name) != name) is { } bad
                ? throw new MpaException($"{index}: shard name \"{bad}\" is not a plain file name.")
                : names;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new MpaException($"{index}: cannot be read ({error.Message}).", error);
        }
    }
}
