using System.Text.Json;
using System.Text.Json.Nodes;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Lora;

/// <summary>adapter_config.json as PEFT writes it (github.com/huggingface/peft, LoraConfig).</summary>
/// <param name="Rank">Rank of every adapter that no pattern gives another.</param>
/// <param name="Alpha">The update is scaled by Alpha / Rank.</param>
/// <param name="Targets">Last parts of module paths; empty if <paramref name="Pattern"/> is given.</param>
/// <param name="Pattern">A regular expression that the whole module path must match; null if names are given.</param>
internal sealed record LoraConfig(int Rank, double Alpha, IReadOnlyList<string> Targets, string? Pattern)
{
    private readonly ModuleNames _targets = new("target_modules", Targets, Pattern);

    /// <summary>Whether the update is scaled by Alpha / √Rank (arXiv 2312.03732).</summary>
    public bool ScalesByRoot { get; init; }

    /// <summary>What is left alone though it is a target.</summary>
    public ModuleNames Excluded { get; init; } = new("exclude_modules", [], null);

    /// <summary>Which layers of a stack the targets are taken of; null for all.</summary>
    public LayerChoice? Layers { get; init; }

    /// <summary>Ranks of their own, by a regular expression for the end of a module path.</summary>
    public IReadOnlyList<ModulePattern> Ranks { get; init; } = [];

    /// <summary>Alphas of their own, likewise.</summary>
    public IReadOnlyList<ModulePattern> Alphas { get; init; } = [];

    /// <summary>Whether each adapter has a bias of its own behind B.</summary>
    public bool HasBias { get; init; }

    /// <summary>Whether adapters have a magnitude (DoRA).</summary>
    public bool UsesDora { get; init; }

    /// <summary>Which of the model's biases train: none, all, or lora_only for those of adapted layers.</summary>
    public string Biases { get; init; } = "none";

    /// <summary>Ends of the paths of modules that train whole beside the adapters.</summary>
    public IReadOnlyList<string> Saved { get; init; } = [];

    /// <summary>Rows of the embedding table that train.</summary>
    public IReadOnlyList<int> Tokens { get; init; } = [];

    /// <summary>Weights that are adapted by the ends of their own names, such as "mlp.down_proj.weight".</summary>
    public IReadOnlyList<string> TargetParameters { get; init; } = [];

    /// <summary>Whether a head that is the embedding table stays one with it.</summary>
    public bool TiesWeights { get; init; }

    /// <summary>A start that takes the adapters out of the weights; null for the others.</summary>
    public string? Start { get; init; }

    /// <summary>Share of what goes into an adapter that is dropped while it trains.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether every linear layer but the head is meant.</summary>
    public bool AllLinear => string.Equals(Pattern, "all-linear", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an adapter folder's configuration.</summary>
    /// <exception cref="MpaException">
    /// The file is damaged, or asks for a variant of LoRA that is not built here.
    /// </exception>
    public static LoraConfig Load(string folder)
    {
        ConfigReader reader = ConfigReader.Open(Path.Combine(folder, "adapter_config.json"));
        LoraVariants.Check(reader);
        ModuleNames targets = ModuleNames.Read(reader, "target_modules");
        return new LoraConfig(reader.Count("r", 8), reader.Double("lora_alpha", 8), targets.Names, targets.Pattern)
        {
            ScalesByRoot = reader.Bool("use_rslora", false),
            Excluded = ModuleNames.Read(reader, "exclude_modules"),
            Layers = LayerChoice.Read(reader),
            Ranks = ModulePattern.Read(reader, "rank_pattern"),
            Alphas = ModulePattern.Read(reader, "alpha_pattern"),
            HasBias = reader.Bool("lora_bias", false),
            UsesDora = reader.Bool("use_dora", false),
            Biases = reader.Text("bias", "none"),
            Saved = reader.Texts("modules_to_save"),
            Tokens = LoraVariants.Tokens(reader),
            TargetParameters = reader.Texts("target_parameters"),
            TiesWeights = reader.Bool("ensure_weight_tying", false),
            Start = LoraVariants.Start(reader),
        };
    }

    /// <summary>Whether a module gets an adapter.</summary>
    /// <param name="paths">
    /// Every spelling of its path, such as "model.text_model.layers.0.mlp.up_proj": adapters may be in any.
    /// </param>
    public bool Matches(params string[] paths) =>
        paths.Any(IsTargetParameter)
        || (!paths.Any(Excluded.Match)
            && paths.Any(path =>
                _targets.Match(path) && (Layers is null || Targets.Contains(path) || Layers.Has(path))));

    private bool IsTargetParameter(string path) => TargetParameters.Any(name =>
        path + ".weight" == name || $"{path}.weight".EndsWith("." + name, StringComparison.Ordinal));

    /// <summary>Rank of a module's adapter.</summary>
    /// <param name="paths">Every spelling of its path.</param>
    /// <exception cref="MpaException">It is less than 1.</exception>
    public int RankOf(params string[] paths)
    {
        double rank = ModulePattern.Find(Ranks, paths) ?? Rank;
        return rank >= 1 && rank <= int.MaxValue && rank == Math.Floor(rank)
            ? (int)rank
            : throw new MpaException($"adapter_config.json: \"rank_pattern\" gives {paths[0]} the rank {rank}.");
    }

    /// <summary>What a module's update is multiplied by.</summary>
    /// <param name="paths">Every spelling of its path.</param>
    public double ScaleOf(params string[] paths)
    {
        double alpha = ModulePattern.Find(Alphas, paths) ?? Alpha;
        int rank = RankOf(paths);
        return alpha / (ScalesByRoot ? Math.Sqrt(rank) : rank);
    }

    /// <summary>Writes the configuration of adapters that were made here, so that PEFT loads the folder.</summary>
    public void Save(string folder, string baseModel)
    {
        JsonNode targets = Pattern is not null
            ? JsonValue.Create(Pattern)
            : new JsonArray([.. Targets.Select(target => (JsonNode)target)]);
        JsonObject json = new()
        {
            ["alpha_pattern"] = ModulePattern.Write(Alphas),
            ["base_model_name_or_path"] = baseModel,
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["lora_alpha"] = Alpha,
            ["lora_dropout"] = Dropout,
            ["modules_to_save"] = null,
            ["peft_type"] = "LORA",
            ["r"] = Rank,
            ["rank_pattern"] = ModulePattern.Write(Ranks),
            ["target_modules"] = targets,
            ["task_type"] = "CAUSAL_LM",
            ["use_dora"] = UsesDora,
            ["use_rslora"] = ScalesByRoot,
        };
        string text = json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        File.WriteAllText(Path.Combine(folder, "adapter_config.json"), text + "\n");
    }
}
