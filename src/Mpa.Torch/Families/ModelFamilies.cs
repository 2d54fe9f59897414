using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Generation;

namespace Mpa.Torch.Families;

/// <summary>Which families run here, by the model_type of config.json.</summary>
internal static class ModelFamilies
{
    private static readonly Dictionary<string, Func<string, WeightType, LoadedModel>> Loaders = new(StringComparer.Ordinal)
    {
        ["idefics3"] = Idefics3Family.Load,
        ["smolvlm"] = Idefics3Family.Load,
    };

    /// <summary>Loads a hub-layout folder.</summary>
    /// <exception cref="MpaException">It is of another family, a file is damaged, or two files contradict each other.</exception>
    public static LoadedModel Load(string folder, WeightType weights)
    {
        string file = Path.Combine(folder, "config.json");
        if (!File.Exists(file))
        {
            throw new MpaException($"{folder}: holds no config.json. Give the folder of a model as the Hugging Face hub lays it out.");
        }

        ConfigReader config = ConfigReader.Open(file);
        string family = config.Text("model_type", "missing");
        return Loaders.TryGetValue(family, out Func<string, WeightType, LoadedModel>? load)
            ? load(folder, weights)
            : throw config.Wrong("model_type", family, $"one of the families that mpa runs: {string.Join(", ", Loaders.Keys)}");
    }
}
