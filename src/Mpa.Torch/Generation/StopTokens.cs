using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Generation;

/// <summary>Tokens that end a reply.</summary>
internal static class StopTokens
{
    /// <summary>
    /// eos_token_id (one id or a list) of generation_config.json, else of config.json, else of its text_config, else
    /// <paramref name="fallback"/>.
    /// </summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <param name="fallback">The token that ends a turn of the family's chats.</param>
    /// <param name="vocabulary">Rows of the embedding table; an id beyond is an error.</param>
    public static IReadOnlyList<int> Load(string folder, int fallback, int vocabulary)
    {
        string generation = Path.Combine(folder, "generation_config.json");
        ConfigReader config = ConfigReader.Open(Path.Combine(folder, "config.json"));
        ConfigReader[] readers = File.Exists(generation)
            ? [ConfigReader.Open(generation), config, config.Section("text_config")]
            : [config, config.Section("text_config")];
        ConfigReader? named = readers.FirstOrDefault(reader => reader.Ids("eos_token_id").Count > 0);
        IReadOnlyList<int> ids = named?.Ids("eos_token_id") ?? [fallback];
        return ids.All(id => id >= 0 && id < vocabulary)
            ? ids
            : throw named!.Wrong("eos_token_id", string.Join(", ", ids), $"ids below vocab_size {vocabulary}");
    }
}
