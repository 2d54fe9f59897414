using System.Text.Json;

namespace Mpa.Hub;

/// <summary>Chooses what of a repository is pulled: the safetensors weights, and the tokenizer and configuration files.</summary>
internal static class FileSelection
{
    private const int Named = 5;

    /// <summary>Names of the files, small ones first, so that what is refused is refused before gigabytes are here.</summary>
    /// <param name="model">For messages.</param>
    /// <param name="names">Every file of the repository.</param>
    /// <param name="index">The text of model.safetensors.index.json; empty when there is none.</param>
    /// <exception cref="MpaException">There are no safetensors, or a shard is missing.</exception>
    public static IReadOnlyList<string> Of(HubModelName model, IReadOnlyCollection<string> names, ReadOnlyMemory<byte> index)
    {
        if (!names.Contains("config.json"))
        {
            throw new MpaException($"{model}: holds no config.json, so it is no model in the hub's layout ({Some(names)})");
        }

        IEnumerable<string> weights = names.Contains(HubFileNames.Index) ? [HubFileNames.Index, .. Shards(model, names, index)]
            : names.Contains(HubFileNames.Single) ? [HubFileNames.Single]
            : throw NoSafetensors(model, names);
        return [.. HubFileNames.Small.Where(names.Contains), .. weights];
    }

    private static IReadOnlyList<string> Shards(HubModelName model, IReadOnlyCollection<string> names, ReadOnlyMemory<byte> index)
    {
        string[] shards = [.. ShardNames(model, index)];
        string[] missing = [.. shards.Except(names)];
        return shards.FirstOrDefault(shard => !HubFileNames.IsShard(shard)) is { } bad
            ? throw new MpaException($"{model}: {HubFileNames.Index} names a shard \"{bad}\", which is no plain file name that ends in .safetensors; nothing was written")
            : missing.Length == 0
                ? shards
                : throw new MpaException($"{model}: {HubFileNames.Index} names {missing.Length} of {shards.Length} shards that the repository doesn't hold ({Some(missing)}): its upload is incomplete. Tell its owner, or name another revision: {model.Repository}@REVISION");
    }

    private static IEnumerable<string> ShardNames(HubModelName model, ReadOnlyMemory<byte> index)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(index);
            string[] names = [.. document.RootElement.GetProperty("weight_map").EnumerateObject().Select(tensor => tensor.Value.GetString() ?? "").Distinct().Order(StringComparer.Ordinal)];
            return names.Length > 0 ? names : throw new MpaException($"{model}: {HubFileNames.Index} names no shard");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new MpaException($"{model}: {HubFileNames.Index} can't be read ({error.Message}); its upload is damaged", error);
        }
    }

    private static MpaException NoSafetensors(HubModelName model, IReadOnlyCollection<string> names)
    {
        string[] pickles = [.. names.Where(HubFileNames.IsPickle)];
        return pickles.Length > 0
            ? new MpaException($"{model}: holds no safetensors, only pickled weights ({Some(pickles)}), which run code when they are loaded, so mpa never fetches them. Look for a revision with safetensors ({model.Repository}@refs/pr/N) or another repository of the model")
            : new MpaException($"{model}: holds neither {HubFileNames.Single} nor {HubFileNames.Index} ({Some(names)}); mpa runs safetensors in the hub's layout only");
    }

    private static string Some(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? "it is empty" : string.Join(", ", names.Order(StringComparer.Ordinal).Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");
}
