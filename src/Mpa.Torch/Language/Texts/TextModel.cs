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

    /// <summary>The text decoder of a section's model_type, or of its class where that is all it says.</summary>
    /// <param name="text">The section.</param>
    /// <param name="allowed">Those that the family comes with.</param>
    /// <exception cref="MpaException">It is none of them.</exception>
    public static TextModel Of(ConfigReader text, params string[] allowed)
    {
        string? architecture = text.Texts("architectures").FirstOrDefault();
        string named = architecture?.Replace("ForCausalLM", "", StringComparison.Ordinal).ToLowerInvariant()
            ?? allowed[0];
        string type = text.Text("model_type", named);
        return allowed.Contains(type)
            ? Known[type]
            : throw text.Wrong("model_type", type, $"one of this family's: {string.Join(", ", allowed)}");
    }

    /// <summary>By model_type; null for one that is not built here.</summary>
    public static TextModel? Find(string type) => Known.GetValueOrDefault(type);
}
