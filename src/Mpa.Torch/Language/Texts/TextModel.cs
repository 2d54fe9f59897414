using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Language.Texts;

/// <summary>A text decoder that families share: how its config.json reads, and what its checkpoints call it.</summary>
/// <param name="Read">Its section of config.json; absent keys take the library's defaults.</param>
/// <param name="Names">
/// Its names, under a prefix of the decoder ("language_model.model.") and one of the head ("language_model.").
/// </param>
internal sealed record TextModel(
    Func<ConfigReader, DecoderConfig> Read, Func<string, string, IEnumerable<NameRule>> Names)
{
    private static readonly Dictionary<string, TextModel> Known = new(StringComparer.Ordinal)
    {
        ["llama"] = LlamaText.Llama,
        ["mistral"] = LlamaText.Mistral,
        ["qwen2"] = LlamaText.Qwen2,
        ["phi3"] = Phi3Text.Model,
        ["phi"] = PhiText.Model,
        ["stablelm"] = StableLmText.Model,
        ["gemma"] = GemmaText.Gemma,
        ["gemma2"] = GemmaText.Gemma2,
        ["internlm2"] = InternLm2Text.Model,
    };

    /// <summary>The text decoder of a section's model_type.</summary>
    /// <param name="text">The section.</param>
    /// <param name="allowed">Those that the family comes with.</param>
    /// <exception cref="MpaException">It is none of them.</exception>
    public static TextModel Of(ConfigReader text, params string[] allowed)
    {
        string type = text.Text("model_type", allowed[0]);
        return allowed.Contains(type)
            ? Known[type]
            : throw text.Wrong("model_type", type, $"one of this family's: {string.Join(", ", allowed)}");
    }

    /// <summary>By model_type; null for one that is not built here.</summary>
    public static TextModel? Find(string type) => Known.GetValueOrDefault(type);
}

/// <summary>What the readers of text decoders share.</summary>
internal static class TextKeys
{
    /// <summary>pad_token_id: null where the file says null, the library's own where it says nothing.</summary>
    public static int? Padding(ConfigReader text, int? fallback = null) =>
        text.Keys.Contains("pad_token_id") ? text.OptionalInt("pad_token_id") : fallback;

    /// <summary>Heads and their width, whatever the decoder.</summary>
    public static AttentionConfig Heads(ConfigReader text, int hidden, int heads, int? keyHeads = null)
    {
        int own = text.Count("num_attention_heads", heads);
        return new AttentionConfig
        {
            Heads = own,
            KeyValueHeads = text.Count("num_key_value_heads", keyHeads ?? own),
            HeadDim = text.Count("head_dim", Math.Max(hidden / own, 1)),
        };
    }

    /// <summary>The names of Llama and all who lay out their checkpoints as it does.</summary>
    public static IEnumerable<NameRule> Names(string decoder, string head) =>
    [
        new("text.*", $"{decoder}*"),
        new("head.*", $"{head}lm_head.*"),
    ];
}
