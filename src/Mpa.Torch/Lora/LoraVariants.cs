using Mpa.Torch.Checkpoints;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Lora;

/// <summary>
/// Which variants of LoRA are built here: every key of adapter_config.json (PEFT 0.21, LoraConfig) that changes what an
/// adapter computes is followed or refused by its name, keys of later versions too.
/// </summary>
internal static class LoraVariants
{
    private const string StartKey = "init_lora_weights";

    private static readonly HashSet<string> Followed = new(StringComparer.Ordinal)
    {
        "peft_type", "bias", "r", "lora_alpha", "target_modules", "exclude_modules", "layers_to_transform",
        "layers_pattern", "rank_pattern", "alpha_pattern", "use_rslora", "init_lora_weights", "use_dora", "lora_bias",
        "modules_to_save", "trainable_token_indices", "target_parameters", "ensure_weight_tying",
    };

    // Of training, of how the file was made, or of nothing without another key.
    private static readonly HashSet<string> WithoutEffect = new(StringComparer.Ordinal)
    {
        "auto_mapping", "base_model_name_or_path", "revision", "task_type", "inference_mode", "lora_dropout",
        "peft_version", "megatron_core", "loftq_config", "eva_config", "corda_config", "lora_ga_config",
        "runtime_config", "qalora_group_size",
    };

    // They draw A and B and leave the base's weights as they are.
    private static readonly HashSet<string> Starts = new(StringComparer.Ordinal)
    {
        "gaussian", "eva", "orthogonal", "mica",
    };

    /// <summary>Refuses what isn't built here.</summary>
    /// <exception cref="MpaException">A key asks for it.</exception>
    public static void Check(ConfigReader reader)
    {
        if (reader.Text("peft_type", "LORA") is var type and not "LORA")
        {
            throw reader.Wrong("peft_type", type, "\"LORA\"");
        }

        if (reader.Text("bias", "none") is var bias and not ("none" or "all" or "lora_only"))
        {
            throw reader.Wrong("bias", bias, "\"none\", \"all\" or \"lora_only\"");
        }

        CheckStart(reader);
        if (reader.Keys.Where(IsOther).FirstOrDefault(reader.IsSet) is { } key)
        {
            throw reader.Wrong(key, reader.Raw(key), "false or null: this variant of LoRA is not built into mpa");
        }
    }

    private static bool IsOther(string key) => !Followed.Contains(key) && !WithoutEffect.Contains(key);

    /// <summary>Refuses an adapter of a kind of layer that isn't built here.</summary>
    /// <exception cref="MpaException">The configuration asks for it.</exception>
    public static void CheckLayer(LoraConfig config, IAdaptable layer, string path)
    {
        string? variant = layer is Linear
            ? null
            : config.UsesDora ? "use_dora" : config.Start is not null ? "init_lora_weights" : null;
        if (variant is not null)
        {
            throw new MpaException(
                $"adapter_config.json: \"{variant}\" on {path}, which is no linear layer, is not built into mpa. "
                + "Leave it out of the targets.");
        }

        if (config.Start is { } start && layer.Weight.dtype == TorchSharp.torch.ScalarType.Int8)
        {
            throw new MpaException(
                $"adapter_config.json: \"init_lora_weights\" is {start}, a part of the weights, which 8-bit weights "
                + "don't give back. Load the model in another number type (dtype: bfloat16).");
        }
    }

    /// <summary>The start of adapters that takes them out of the weights; null for all others.</summary>
    public static string? Start(ConfigReader reader) =>
        reader.OptionalText(StartKey)?.ToLowerInvariant() is LoraStart.Pissa or LoraStart.Olora
            ? reader.OptionalText(StartKey)!.ToLowerInvariant()
            : null;

    /// <summary>Rows of the embedding table that train.</summary>
    /// <exception cref="MpaException">Those of another module are asked for.</exception>
    public static IReadOnlyList<int> Tokens(ConfigReader reader)
    {
        const string Key = "trainable_token_indices";
        if (!reader.IsObject(Key))
        {
            return reader.Ids(Key);
        }

        ConfigReader section = reader.Section(Key);
        string[] modules = [.. section.Keys];
        return modules.Length <= 1 && modules.All(module => module.EndsWith("embed_tokens", StringComparison.Ordinal))
            ? [.. modules.SelectMany(section.Ids)]
            : throw reader.Wrong(Key, string.Join(", ", modules), "tokens of embed_tokens alone");
    }

    private static void CheckStart(ConfigReader reader)
    {
        if (reader.OptionalText(StartKey) is not { } start)
        {
            reader.Bool(StartKey, true);
        }
        else if (!Starts.Contains(start.ToLowerInvariant()) && Start(reader) is null)
        {
            throw reader.Wrong(
                StartKey,
                start,
                "a start that the file alone tells. Save the adapter converted to an ordinary one "
                + "(PEFT's save_pretrained with path_initial_model_for_weight_conversion)");
        }
    }
}
