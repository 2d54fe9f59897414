using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Families.Qwen2Vl;
using Mpa.Torch.Generation;

namespace Mpa.Torch.Families;

/// <summary>Which families run here, by the model_type of config.json.</summary>
internal static class ModelFamilies
{
    // Static methods of static classes: a class that derives from TorchSharp's would load it here, and headers are read without.
    private static readonly ModelFamily Idefics = new("Idefics3: <|im_start|>User: … <end_of_utterance>", Idefics3Family.Load, Idefics3Family.Check);

    private static readonly ModelFamily Qwen = new("ChatML with a system turn: <|im_start|>user … <|im_end|>", Qwen2VlFamily.Load, Qwen2VlFamily.Check);

    private static readonly Dictionary<string, ModelFamily> Known = new(StringComparer.Ordinal)
    {
        ["idefics3"] = Idefics,
        ["smolvlm"] = Idefics,
        ["qwen2_vl"] = Qwen,
        ["qwen2_5_vl"] = Qwen,
    };

    /// <summary>The families.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>How a family's prompts look, for people; null for a family that mpa does not run.</summary>
    public static string? ChatOf(string family) => Known.GetValueOrDefault(family)?.Chat;

    /// <summary>Loads a hub-layout folder.</summary>
    /// <exception cref="MpaException">It is of another family, a file is damaged, or two files contradict each other.</exception>
    public static LoadedModel Load(string folder, TorchModelOptions options) => Find(folder).Load(folder, options);

    /// <summary>Checks names and shapes of a folder's tensors.</summary>
    /// <exception cref="MpaException">It is of another family, or tensors are missing, extra or of another shape: they are listed.</exception>
    public static void CheckTensors(string folder) => Find(folder).Check(folder);

    private static ModelFamily Find(string folder)
    {
        string file = Path.Combine(folder, "config.json");
        if (!File.Exists(file))
        {
            throw new MpaException($"{folder}: holds no config.json. Give the folder of a model as the Hugging Face hub lays it out.");
        }

        ConfigReader config = ConfigReader.Open(file);
        string family = config.Text("model_type", "missing");
        return Known.TryGetValue(family, out ModelFamily? found)
            ? found
            : throw config.Wrong("model_type", family, $"one of the families that mpa runs: {string.Join(", ", Names)}");
    }
}
