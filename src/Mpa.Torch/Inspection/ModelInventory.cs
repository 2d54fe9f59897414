using System.Text.RegularExpressions;
using Mpa.Files;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Lora;

namespace Mpa.Torch.Inspection;

/// <summary>
/// What a model folder holds, from config.json and the headers of its weight files: no weight is read and no libtorch
/// loaded.
/// </summary>
public sealed class ModelInventory
{
    private const string Weight = ".weight";
    private readonly Dictionary<string, SafetensorsEntry> _tensors;
    private readonly ModelDescription? _description;

    private ModelInventory(
        string folder,
        ConfigOutline config,
        IReadOnlyList<string> weightFiles,
        Dictionary<string, SafetensorsEntry> tensors)
    {
        Folder = folder;
        Config = config;
        WeightFiles = weightFiles;
        _tensors = tensors;
        Fault = FamilyRuns ? FaultOf(folder) : null;
        _description = FamilyRuns ? DescriptionOf(folder) : null;
    }

    /// <summary>The families that mpa runs, by config.json's model_type.</summary>
    public static IReadOnlyCollection<string> Families => ModelFamilies.Names;

    /// <summary>Full path.</summary>
    public string Folder { get; }

    /// <summary>From config.json.</summary>
    public ConfigOutline Config { get; }

    /// <summary>Full paths.</summary>
    public IReadOnlyList<string> WeightFiles { get; }

    /// <summary>Whether mpa runs its family.</summary>
    public bool FamilyRuns => Families.Contains(Config.Family);

    /// <summary>How its prompts look; null for a family that mpa does not run.</summary>
    public string? Chat => ModelFamilies.ChatOf(Config.Family);

    /// <summary>Why it can't be asked, in the words of whoever loads it; null where it can.</summary>
    public string? Fault { get; }

    /// <summary>Numbers in all tensors.</summary>
    public long Parameters => _tensors.Values.Sum(tensor => tensor.Count);

    /// <summary>Bytes of the weight files.</summary>
    public long Bytes => WeightFiles.Sum(RealPath.LengthOf);

    /// <summary>Element types, the most frequent (by numbers) first.</summary>
    public IReadOnlyList<string> ElementTypes =>
    [
        .. _tensors.Values
            .GroupBy(tensor => tensor.Type)
            .OrderByDescending(group => group.Sum(tensor => tensor.Count))
            .Select(group => group.Key),
    ];

    /// <summary>Whether a head of its own is stored; else the embedding table serves.</summary>
    public bool HasHead => Part(ModelPart.Head) > 0;

    /// <summary>
    /// Bytes that keys and values of one token take in fp32; null for a family that mpa does not run.
    /// </summary>
    public long? CacheBytesPerToken => _description?.Text is { } text
        ? text.Layers * text.Attention.Keys * 2 * sizeof(float)
        : null;

    /// <summary>Reads a folder.</summary>
    /// <exception cref="MpaException">
    /// There is no config.json or no safetensors, a shard is missing, or a header is damaged.
    /// </exception>
    public static ModelInventory Read(string folder)
    {
        ConfigOutline config = ConfigOutline.Read(folder);
        string[] files = [.. Checkpoints.WeightFiles.Of(folder)];
        Dictionary<string, SafetensorsEntry> tensors = StoredTensors.Read(folder).ByName
            .ToDictionary(pair => pair.Key, pair => pair.Value.Entry);
        return new ModelInventory(folder, config, files, tensors);
    }

    /// <summary>Refuses what loading the folder refuses; reads no weight and loads no libtorch.</summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <param name="options">Null: <see cref="TorchModelOptions.Default"/>.</param>
    /// <exception cref="MpaException">
    /// The family is not one that mpa runs, a file is missing or damaged, or tensors are missing, extra or of another
    /// shape: they are listed.
    /// </exception>
    public static void Check(string folder, TorchModelOptions? options = null) =>
        ModelFamilies.Check(folder, options ?? TorchModelOptions.Default);

    /// <summary>Numbers in a part.</summary>
    public long Part(ModelPart part) =>
        _tensors.Where(tensor => ModelParts.Of(tensor.Key) == part).Sum(tensor => tensor.Value.Count);

    /// <summary>Layers of a part: the highest index in "layers.N." or "blocks.N.", and one.</summary>
    public int Layers(ModelPart part) =>
        _tensors.Keys.Where(name => ModelParts.Of(name) == part).Select(LayerOf).DefaultIfEmpty(-1).Max() + 1;

    /// <summary>Numbers in the adapters that LoRA of this rank trains on the language model.</summary>
    public long AdapterParameters(int rank)
    {
        if (_description is not { } model)
        {
            return 0;
        }

        string pattern = model.LanguageLinears;
        Regex adapted = ModulePattern.Compile("target_modules", $"^(?:{pattern})$", pattern);
        return _tensors
            .Where(tensor => tensor.Key.EndsWith(Weight, StringComparison.Ordinal))
            .Where(tensor => adapted.IsMatch(model.AdapterPathOf(tensor.Key[..^Weight.Length])))
            .Sum(tensor => rank * (tensor.Value.Shape[0] + tensor.Value.Shape[1]));
    }

    /// <summary>What config.json describes; null where it can't be read so: <see cref="Fault"/> says why.</summary>
    private static ModelDescription? DescriptionOf(string folder)
    {
        try
        {
            return ModelFamilies.Describe(ConfigReader.Open(Path.Combine(folder, "config.json")));
        }
        catch (MpaException)
        {
            return null;
        }
    }

    private static string? FaultOf(string folder)
    {
        try
        {
            Check(folder);
            return null;
        }
        catch (MpaException error)
        {
            return error.Message;
        }
    }

    private static int LayerOf(string name)
    {
        string[] parts = name.Split('.');
        int at = Array.FindIndex(parts, part => part is "layers" or "blocks");
        return at >= 0 && at + 1 < parts.Length && int.TryParse(parts[at + 1], out int layer) ? layer : -1;
    }
}
