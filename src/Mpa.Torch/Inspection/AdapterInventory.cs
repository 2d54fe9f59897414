using Mpa.Torch.Checkpoints;
using Mpa.Torch.Lora;

namespace Mpa.Torch.Inspection;

/// <summary>
/// What a PEFT folder holds, from adapter_config.json and the header of its weights: no weight is read and no libtorch
/// loaded. Whether the matrices fit a model is seen when it is loaded beside one.
/// </summary>
/// <param name="Folder">Full path.</param>
/// <param name="Base">The model that it was trained on, in the file's words; null where it names none.</param>
/// <param name="Rank">Of every matrix that no pattern gives another.</param>
/// <param name="Alpha">Divided by the rank (or its root) it scales the update.</param>
/// <param name="Targets">The modules that are adapted: the ends of their names, or an expression.</param>
/// <param name="Parameters">Numbers in all tensors.</param>
/// <param name="ElementTypes">Of the tensors.</param>
/// <param name="Bytes">Of the file of weights.</param>
public sealed record AdapterInventory(
    string Folder,
    string? Base,
    int Rank,
    double Alpha,
    string Targets,
    long Parameters,
    IReadOnlyList<string> ElementTypes,
    long Bytes)
{
    /// <summary>What makes a folder an adapter.</summary>
    public const string ConfigFile = "adapter_config.json";

    /// <summary>Reads a folder.</summary>
    /// <exception cref="MpaException">What loading it refuses: a file that is damaged, a variant not built here.
    /// </exception>
    public static AdapterInventory Read(string folder)
    {
        LoraConfig config = LoraConfig.Load(folder);
        using AdapterFile file = AdapterFile.Open(folder);
        IReadOnlyCollection<SafetensorsEntry> tensors = file.Entries;
        return new AdapterInventory(
            Folder: folder,
            Base: ConfigReader.Open(Path.Combine(folder, ConfigFile)).OptionalText("base_model_name_or_path"),
            Rank: config.Rank,
            Alpha: config.Alpha,
            Targets: config.Pattern ?? string.Join(", ", config.Targets),
            Parameters: tensors.Sum(tensor => tensor.Count),
            ElementTypes: [.. tensors.Select(tensor => tensor.Type).Distinct()],
            Bytes: new FileInfo(Path.Combine(folder, AdapterFile.Name)).Length);
    }
}
