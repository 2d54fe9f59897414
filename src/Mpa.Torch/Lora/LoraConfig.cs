using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Lora;

/// <summary>adapter_config.json as PEFT writes it (github.com/huggingface/peft, LoraConfig).</summary>
/// <param name="Rank">Rank of every adapter.</param>
/// <param name="Alpha">The update is scaled by Alpha / Rank.</param>
/// <param name="Targets">Last parts of module paths; empty if <paramref name="Pattern"/> is given.</param>
/// <param name="Pattern">A regular expression that the whole module path must match; null if names are given.</param>
internal sealed record LoraConfig(int Rank, double Alpha, IReadOnlyList<string> Targets, string? Pattern)
{
    // A pattern is data from a file: the engine without backtracking cannot be made to run for ever.
    private readonly Regex? _pattern = Pattern is null ? null : Compile(Pattern);

    /// <summary>Reads an adapter folder's configuration.</summary>
    /// <exception cref="MpaException">
    /// The file is damaged, or asks for a variant of LoRA that is not built here.
    /// </exception>
    public static LoraConfig Load(string folder)
    {
        ConfigReader reader = ConfigReader.Open(Path.Combine(folder, "adapter_config.json"));
        Require(reader);
        int rank = reader.Int("r", 8);
        return rank < 1
            ? throw reader.Wrong("r", rank, "a rank of 1 or more")
            : new LoraConfig(
                rank,
                reader.Double("lora_alpha", 8),
                reader.Texts("target_modules"),
                reader.OptionalText("target_modules"));
    }

    /// <summary>
    /// Whether a module of this path, such as "model.text_model.layers.0.mlp.up_proj", gets an adapter.
    /// </summary>
    public bool Matches(string path) => _pattern is not null
        ? _pattern.IsMatch(path)
        : Targets.Any(target => path == target || path.EndsWith("." + target, StringComparison.Ordinal));

    /// <summary>Writes the configuration so that PEFT loads the folder.</summary>
    public void Save(string folder, string baseModel)
    {
        JsonNode targets = Pattern is not null
            ? JsonValue.Create(Pattern)
            : new JsonArray([.. Targets.Select(target => (JsonNode)target)]);
        JsonObject json = new()
        {
            ["base_model_name_or_path"] = baseModel,
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["lora_alpha"] = Alpha,
            ["lora_dropout"] = 0.0,
            ["modules_to_save"] = null,
            ["peft_type"] = "LORA",
            ["r"] = Rank,
            ["target_modules"] = targets,
            ["task_type"] = "CAUSAL_LM",
            ["use_dora"] = false,
            ["use_rslora"] = false,
        };
        string text = json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        File.WriteAllText(Path.Combine(folder, "adapter_config.json"), text + "\n");
    }

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex($"^(?:{pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new MpaException($"The LoRA target pattern \"{pattern}\" cannot be used ({error.Message}).", error);
        }
    }

    private static void Require(ConfigReader reader)
    {
        if (reader.Text("peft_type", "LORA") is var type and not "LORA")
        {
            throw reader.Wrong("peft_type", type, "\"LORA\"");
        }

        if (reader.Text("bias", "none") is var bias and not "none")
        {
            throw reader.Wrong("bias", bias, "\"none\"");
        }

        string[] switches = ["use_dora", "use_rslora", "fan_in_fan_out", "lora_bias"];
        if (switches.FirstOrDefault(key => reader.Bool(key, false)) is { } key)
        {
            throw reader.Wrong(key, "true", "false: this variant of LoRA is not built into mpa");
        }

        if (reader.Texts("modules_to_save") is { Count: > 0 } modules)
        {
            throw reader.Wrong(
                "modules_to_save",
                string.Join(", ", modules),
                "null: whole modules beside the adapter are not read");
        }
    }
}
