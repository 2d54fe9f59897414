using Mpa.Torch.Families;
using Mpa.Torch.Inspection;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Lora;

/// <summary>A layer that gets an adapter.</summary>
/// <param name="Paths">The spellings of its path, its own first.</param>
/// <param name="Layer">It.</param>
/// <param name="Today">Its path in the transformers of today.</param>
internal sealed record LoraTarget(string[] Paths, IAdaptable Layer, string Today);

/// <summary>Which layers of a model get adapters (PEFT 0.21, check_target_module_exists and _set_trainable).</summary>
internal static class LoraTargets
{
    private const string Weight = ".weight";

    /// <summary>The layers that get an adapter.</summary>
    /// <exception cref="MpaException">There is none.</exception>
    public static LoraTarget[] Find(IVisionLanguageNetwork network, LoraConfig config)
    {
        LoraTarget[] found = [.. network.Adaptables
            .Select(adaptable => new LoraTarget(
                Spellings(network, adaptable.Path), adaptable.Layer, Today(network, adaptable.Path)))
            .Where(one => IsTarget(config, one.Paths, one.Layer))];
        if (found.Length > 0)
        {
            return found;
        }

        string targets = config.Pattern ?? string.Join(", ", config.Targets.Concat(config.TargetParameters));
        throw new MpaException(
            $"No layer matches the LoRA targets {targets}. Layers are named like {network.Linears[^1].Path}.");
    }

    /// <summary>What the layouts of the family call a layer, without what adapters leave out.</summary>
    public static string[] Spellings(IVisionLanguageNetwork network, string path) =>
        [.. network.Spellings(path + Weight).Select(name => name[..^Weight.Length])];

    private static string Today(IVisionLanguageNetwork network, string path) =>
        network.NameToday(path + Weight)[..^Weight.Length];

    /// <summary>Whether a parameter is part of a module that is saved whole.</summary>
    /// <param name="config">Says which are.</param>
    /// <param name="names">Spellings of the parameter's name.</param>
    public static bool IsSaved(LoraConfig config, IEnumerable<string> names) =>
        config.Saved.Count > 0 && names.SelectMany(Modules).Any(module =>
            config.Saved.Any(saved => module.EndsWith(saved, StringComparison.Ordinal)));

    private static bool IsTarget(LoraConfig config, string[] paths, IAdaptable layer)
    {
        if (IsSaved(config, paths.Select(path => path + Weight)))
        {
            return false;
        }

        return config.AllLinear
            ? layer is Linear && ModelParts.Of(paths[0] + Weight) != ModelPart.Head && !paths.Any(config.Excluded.Match)
            : config.Matches(paths);
    }

    /// <summary>Paths of the modules that a parameter stands in.</summary>
    private static IEnumerable<string> Modules(string name)
    {
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            yield return name[..dot];
        }
    }
}
