using System.Text.RegularExpressions;
using Mpa.Torch.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Lora;

/// <summary>
/// The matrices of a PEFT folder, by module. Files name a module by its path in the version of transformers that wrote
/// them, and some name the adapter too ("lora_A.default.weight").
/// </summary>
internal sealed partial class AdapterFile : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string Name = "adapter_model.safetensors";

    private const string Pickled = "adapter_model.bin";

    private readonly SafetensorsFile _file;
    private readonly Dictionary<(string Path, string Matrix), string> _names = [];

    private AdapterFile(SafetensorsFile file)
    {
        _file = file;
        foreach (string name in file.Entries.Keys)
        {
            Match match = Names().Match(name);
            if (match.Success && !_names.TryAdd((match.Groups["path"].Value, match.Groups["matrix"].Value), name))
            {
                throw new MpaException($"{file.Path}: holds more than one adapter, such as {name} and another.");
            }
        }
    }

    /// <summary>What its header says of each tensor.</summary>
    public IReadOnlyCollection<SafetensorsEntry> Entries => [.. _file.Entries.Values];

    /// <summary>Opens a folder's file.</summary>
    /// <exception cref="MpaException">It is missing or damaged, or holds more than one adapter.</exception>
    public static AdapterFile Open(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path) && File.Exists(Path.Combine(folder, Pickled)))
        {
            throw new MpaException(
                $"{folder}: holds {Pickled}, a pickle, which mpa does not read. Save the adapter as safetensors "
                + "(PEFT's save_pretrained with safe_serialization=True).");
        }

        SafetensorsFile file = new(path);
        try
        {
            return new AdapterFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The name under which PEFT stores a matrix.</summary>
    public static string NameOf(string path, string matrix) => $"base_model.model.{path}.lora_{matrix}.weight";

    /// <summary>Fails unless the file holds the matrices of these adapters and no more.</summary>
    /// <exception cref="MpaException">One is missing, of another shape, or left over.</exception>
    public void Check(IReadOnlyList<AdapterShape> adapters)
    {
        HashSet<string> used = new(StringComparer.Ordinal);
        foreach (AdapterShape adapter in adapters)
        {
            used.Add(Check(adapter.Paths, "A", [adapter.Rank, adapter.Inputs]));
            used.Add(Check(adapter.Paths, "B", [adapter.Outputs, adapter.Rank]));
        }

        string[] extra = [.. _file.Entries.Keys.Where(name => !used.Contains(name))];
        if (extra.Length > 0)
        {
            throw new MpaException(
                $"{_file.Path}: holds {extra.Length} tensors for which this model has no linear layer, such as "
                + $"{extra[0]}. Either it is an adapter of another model, or target_modules of its "
                + "adapter_config.json names layers of another kind (embeddings, convolutions), which mpa doesn't "
                + "adapt.");
        }
    }

    /// <summary>The adapter of a layer, in the layer's number type: a product needs one.</summary>
    public LoraAdapter Read(string[] paths, Linear layer, LoraConfig config) =>
        new(Read(paths, "A", layer), Read(paths, "B", layer), config.ScaleOf(paths));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private Parameter Read(string[] paths, string matrix, Linear layer)
    {
        using IDisposable scope = NewDisposeScope();
        Parameter value = new(_file.Read(Find(paths, matrix)!).to_type(layer.Weight.dtype));
        value.DetachFromDisposeScope();
        return value;
    }

    private string? Find(string[] paths, string matrix) =>
        paths.Select(path => _names.GetValueOrDefault((path, matrix))).FirstOrDefault(name => name is not null);

    private string Check(string[] paths, string matrix, long[] shape)
    {
        string? name = Find(paths, matrix);
        SafetensorsEntry? entry = name is null ? null : _file.Entries[name];
        if (entry is not null && entry.Shape.SequenceEqual(shape))
        {
            return name!;
        }

        string found = entry is null ? "missing" : $"of shape [{string.Join(", ", entry.Shape)}]";
        throw new MpaException(
            $"{_file.Path}: {name ?? NameOf(paths[0], matrix)} [{string.Join(", ", shape)}] is {found}. "
            + "Is it an adapter of another model?");
    }

    [GeneratedRegex(@"^base_model\.model\.(?<path>.+)\.lora_(?<matrix>[AB])(\.[^.]+)?\.weight$")]
    private static partial Regex Names();
}

/// <summary>What an adapter's matrices must be like.</summary>
/// <param name="Paths">The spellings of the module's path.</param>
/// <param name="Rank">Rows of A, columns of B.</param>
/// <param name="Inputs">Columns of A.</param>
/// <param name="Outputs">Rows of B.</param>
internal sealed record AdapterShape(string[] Paths, int Rank, long Inputs, long Outputs);
