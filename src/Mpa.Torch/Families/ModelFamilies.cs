using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Families.Qwen2Vl;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Families;

/// <summary>Which families run here, by the model_type of config.json.</summary>
internal static class ModelFamilies
{
    // Static methods of static classes: a class that derives from TorchSharp's would load it here, and headers are read
    // without.
    private static readonly ModelFamily Idefics = new(
        "Idefics3: <|im_start|>User: … <end_of_utterance>",
        Idefics3Family.Load,
        Idefics3Family.Check,
        Idefics3Family.Extent);

    private static readonly ModelFamily Qwen = new(
        "ChatML with a system turn: <|im_start|>user … <|im_end|>",
        Qwen2VlFamily.Load,
        Qwen2VlFamily.Check,
        Qwen2VlFamily.Extent);

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
    /// <exception cref="MpaException">
    /// It is of another family, a file is damaged, or two files contradict each other.
    /// </exception>
    public static LoadedModel Load(string folder, TorchModelOptions options)
    {
        ModelFamily family = Find(folder);
        double penalty = SamplingRules.OwnPenalty(folder);
        return family.Load(folder, options) with { RepetitionPenalty = penalty };
    }

    /// <summary>Refuses what <see cref="Load"/> refuses, without reading a weight or loading libtorch.</summary>
    /// <exception cref="MpaException">
    /// It is of another family, a file is damaged, or two files contradict each other.
    /// </exception>
    public static void Check(string folder, TorchModelOptions options)
    {
        ModelFamily family = Find(folder);
        SamplingRules.OwnPenalty(folder);
        family.Check(folder, options);
    }

    /// <summary>What an image comes to; null for a family that mpa does not run.</summary>
    /// <exception cref="MpaException">
    /// config.json or preprocessor_config.json is missing, or a value can't be used.
    /// </exception>
    public static ImageExtent? ExtentOf(string folder, TorchModelOptions options, (int Width, int Height) image)
    {
        ConfigReader config = Open(folder);
        return Known.GetValueOrDefault(config.Text("model_type", "missing"))?.Extent(folder, config, options, image);
    }

    private static ConfigReader Open(string folder)
    {
        string file = Path.Combine(folder, "config.json");
        return File.Exists(file)
            ? ConfigReader.Open(file)
            : throw new MpaException(
                $"{folder}: holds no config.json. Give the folder of a model as the Hugging Face hub lays it out.");
    }

    private static ModelFamily Find(string folder)
    {
        ConfigReader config = Open(folder);
        string family = config.Text("model_type", "missing");
        ModelFamily found = Known.GetValueOrDefault(family)
            ?? throw config.Wrong(
                "model_type", family, $"one of the families that mpa runs: {string.Join(", ", Names)}");
        string[] missing =
            [.. new[] { TokenizerFolder.Missing(folder), ProcessorFile.Missing(folder) }.OfType<string>()];
        return missing.Length == 0
            ? found
            : throw new MpaException(
                $"{folder}: lacks {string.Join(" and ", missing)}: pull or copy the model again.");
    }
}

/// <summary>What there is to know of a family before a model of it is loaded.</summary>
/// <param name="Chat">How its prompts look, for people.</param>
/// <param name="Load">Loads a hub-layout folder.</param>
/// <param name="Check">
/// Refuses what <paramref name="Load"/> refuses, without reading a weight or loading libtorch.
/// </param>
/// <param name="Extent">
/// What an image of a width and height comes to, by config.json and the folder's image processor.
/// </param>
internal sealed record ModelFamily(
    string Chat,
    Func<string, TorchModelOptions, LoadedModel> Load,
    Action<string, TorchModelOptions> Check,
    Func<string, ConfigReader, TorchModelOptions, (int Width, int Height), ImageExtent> Extent);
