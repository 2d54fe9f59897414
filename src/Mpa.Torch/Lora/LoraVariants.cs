using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Lora;

/// <summary>
/// Which variants of LoRA are built here: every key of adapter_config.json (PEFT 0.21, LoraConfig) that changes what an
/// adapter computes is followed or refused by its name, keys of later versions too.
/// </summary>
internal static class LoraVariants
{
    private static readonly HashSet<string> Followed = new(StringComparer.Ordinal)
    {
        "peft_type", "bias", "r", "lora_alpha", "target_modules", "exclude_modules", "layers_to_transform",
        "layers_pattern", "rank_pattern", "alpha_pattern", "use_rslora", "init_lora_weights",
    };

    // Of training, of how the file was made, or of nothing without another key.
    private static readonly HashSet<string> WithoutEffect = new(StringComparer.Ordinal)
    {
        "auto_mapping", "base_model_name_or_path", "revision", "task_type", "inference_mode", "lora_dropout",
        "peft_version", "megatron_core", "loftq_config", "eva_config", "corda_config", "lora_ga_config",
        "runtime_config", "qalora_group_size", "ensure_weight_tying",
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

        if (reader.Text("bias", "none") is var bias and not "none")
        {
            throw reader.Wrong("bias", bias, "\"none\"");
        }

        CheckStart(reader);
        string[] modules = [.. reader.Texts("modules_to_save")];
        if (modules.Length > 0)
        {
            throw reader.Wrong(
                "modules_to_save",
                string.Join(", ", modules),
                "null: whole modules beside the adapter are not read");
        }

        if (reader.Keys.Where(IsOther).FirstOrDefault(reader.IsSet) is { } key)
        {
            throw reader.Wrong(key, reader.Raw(key), "false or null: this variant of LoRA is not built into mpa");
        }
    }

    private static bool IsOther(string key) => !Followed.Contains(key) && !WithoutEffect.Contains(key);

    private static void CheckStart(ConfigReader reader)
    {
        const string Key = "init_lora_weights";
        if (reader.OptionalText(Key) is not { } start)
        {
            reader.Bool(Key, true);
        }
        else if (!Starts.Contains(start))
        {
            throw reader.Wrong(
                Key,
                start,
                "a start that leaves the base's weights as they are. Save the adapter converted to an ordinary one "
                + "(PEFT's save_pretrained with path_initial_model_for_weight_conversion)");
        }
    }
}
