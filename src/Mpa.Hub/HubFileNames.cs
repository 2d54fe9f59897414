using System.Text.RegularExpressions;

namespace Mpa.Hub;

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
        "config.json", "generation_config.json", "preprocessor_config.json", "processor_config.json", "video_preprocessor_config.json",
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt", "vocab.txt", "tokenizer.model", "chat_template.json", "chat_template.jinja",
    ];

    /// <summary>Formats that run code when they are read (pickle): never pulled.</summary>
    public static bool IsPickle(string name) => Path.GetExtension(name).ToLowerInvariant() is ".bin" or ".pt" or ".pth" or ".ckpt" or ".pkl";

    /// <summary>Whether the name leads out of the folder on some system: "../x", "/x", "C:\x", a control character.</summary>
    public static bool IsHostile(string name) =>
        name.Length == 0 || name[0] == '/' || name.Contains('\\') || name.Any(char.IsControl) || DriveLetter().IsMatch(name)
        || name.Split('/').Any(part => part is "" or "." or "..");

    /// <summary>Whether a shard may have this name: a plain file name that ends in .safetensors.</summary>
    public static bool IsShard(string name) => ShardName().IsMatch(name);

    [GeneratedRegex("^[A-Za-z]:")]
    private static partial Regex DriveLetter();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,200}\.safetensors\z")]
    private static partial Regex ShardName();
}
