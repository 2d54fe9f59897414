using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mpa.Hub.Catalog;

/// <summary>
/// Chooses what of a repository is pulled: the safetensors weights, and the tokenizer and configuration files.
/// </summary>
internal static class FileSelection
{
    private const int Named = 5;

    /// <summary>
    /// Names of the files, small ones first, so that what is refused is refused before gigabytes are here.
    /// </summary>
    /// <param name="model">For messages.</param>
    /// <param name="names">Every file of the repository.</param>
    /// <param name="index">The text of model.safetensors.index.json; empty when there is none.</param>
    /// <exception cref="MpaException">There are no safetensors, or a shard is missing.</exception>
    public static IReadOnlyList<string> Of(
        HubModelName model, IReadOnlyCollection<string> names, ReadOnlyMemory<byte> index)
    {
        if (!names.Contains("config.json"))
        {
            throw new MpaException(
                $"{model}: holds no config.json, so it is no model in the hub's layout ({Some(names)})");
        }

        return [.. HubFileNames.Small.Where(names.Contains), .. Weights(model, names, index)];
    }

    private static IEnumerable<string> Weights(
        HubModelName model, IReadOnlyCollection<string> names, ReadOnlyMemory<byte> index)
    {
        if (names.Contains(HubFileNames.Index))
        {
            return [HubFileNames.Index, .. Shards(model, names, index)];
        }

        return names.Contains(HubFileNames.Single) ? [HubFileNames.Single] : throw NoSafetensors(model, names);
    }

    private static IReadOnlyList<string> Shards(
        HubModelName model, IReadOnlyCollection<string> names, ReadOnlyMemory<byte> index)
    {
        string[] shards = [.. ShardNames(model, index)];
        if (shards.FirstOrDefault(shard => !HubFileNames.IsShard(shard)) is { } bad)
        {
            throw new MpaException(
                $"{model}: {HubFileNames.Index} names a shard \"{bad}\", which is no plain file name that ends in "
                    + ".safetensors; nothing was written");
        }

        string[] missing = [.. shards.Except(names)];
        return missing.Length == 0
            ? shards
            : throw new MpaException(
                $"{model}: {HubFileNames.Index} names {missing.Length} of {shards.Length} shards that the "
                    + $"repository doesn't hold ({Some(missing)}): its upload is incomplete. "
                    + $"Tell its owner, or name another revision: {model.Repository}@REVISION");
    }

    private static IEnumerable<string> ShardNames(HubModelName model, ReadOnlyMemory<byte> index)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(index);
            IEnumerable<JsonProperty> tensors = document.RootElement.GetProperty("weight_map").EnumerateObject();
            IEnumerable<string> shards = tensors.Select(tensor => tensor.Value.GetString() ?? "").Distinct();
            string[] names = [.. shards.Order(StringComparer.Ordinal)];
            return names.Length > 0 ? names : throw new MpaException($"{model}: {HubFileNames.Index} names no shard");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new MpaException(
                $"{model}: {HubFileNames.Index} can't be read ({error.Message}); its upload is damaged", error);
        }
    }

    private static MpaException NoSafetensors(HubModelName model, IReadOnlyCollection<string> names)
    {
        string[] pickles = [.. names.Where(HubFileNames.IsPickle)];
        return pickles.Length > 0
            ? new MpaException(
                $"{model}: holds no safetensors, only pickled weights ({Some(pickles)}), which run code when they are "
                    + "loaded, so mpa never fetches them. Look for a revision with safetensors "
                    + $"({model.Repository}@refs/pr/N) or another repository of the model")
            : new MpaException(
                $"{model}: holds neither {HubFileNames.Single} nor {HubFileNames.Index} ({Some(names)}); "
                    + "mpa runs safetensors in the hub's layout only");
    }

    private static string Some(IReadOnlyCollection<string> names)
    {
        string first = string.Join(", ", names.Order(StringComparer.Ordinal).Take(Named));
        string more = names.Count > Named ? $" and {names.Count - Named} more" : "";
        return names.Count == 0 ? "it is empty" : first + more;
    }
}

/// <summary>Which files of a repository are pulled. Names come from a server and are trusted with nothing.</summary>
internal static partial class HubFileNames
{
    /// <summary>Names the shards.</summary>
    public const string Index = "model.safetensors.index.json";

    /// <summary>The weights of a model that is not in shards.</summary>
    public const string Single = "model.safetensors";

    /// <summary>What a model needs beside its weights: configuration, tokenizer, chat template.</summary>
    public static IReadOnlyList<string> Small { get; } =
    [
        "config.json", "generation_config.json",
        "preprocessor_config.json", "processor_config.json", "video_preprocessor_config.json",
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt", "vocab.txt", "tokenizer.model", "chat_template.json", "chat_template.jinja",
    ];

    /// <summary>Formats that run code when they are read (pickle): never pulled.</summary>
    public static bool IsPickle(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".bin" or ".pt" or ".pth" or ".ckpt" or ".pkl";

    /// <summary>
    /// Whether the name leads out of the folder on some system: "../x", "/x", "C:\x", a control character.
    /// </summary>
    public static bool IsHostile(string name) =>
        name.Length == 0
        || name[0] == '/'
        || name.Contains('\\')
        || name.Any(char.IsControl)
        || DriveLetter().IsMatch(name)
        || name.Split('/').Any(part => part is "" or "." or "..");

    /// <summary>Whether a shard may have this name: a plain file name that ends in .safetensors.</summary>
    public static bool IsShard(string name) => ShardName().IsMatch(name);

    [GeneratedRegex("^[A-Za-z]:")]
    private static partial Regex DriveLetter();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,200}\.safetensors\z")]
    private static partial Regex ShardName();
}
