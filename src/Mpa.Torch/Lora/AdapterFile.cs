using System.Text.RegularExpressions;
using Mpa.Torch.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Lora;

/// <summary>
/// The tensors of a PEFT folder. Files name a module by its path in the version of transformers that wrote them, and
/// some name the adapter too ("lora_A.default.weight").
/// </summary>
internal sealed partial class AdapterFile : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string Name = "adapter_model.safetensors";

    private const string Pickled = "adapter_model.bin";
    private const string Prefix = "base_model.model.";

    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    private AdapterFile(SafetensorsFile file)
    {
        _file = file;
        foreach (string name in file.Entries.Keys)
        {
            if (!_names.TryAdd(WithoutAdapter(name), name))
            {
                throw new MpaException($"{file.Path}: holds more than one adapter, such as {name} and another.");
            }
        }
    }

    /// <summary>What its header says of each tensor.</summary>
    public IReadOnlyCollection<SafetensorsEntry> Entries => [.. _file.Entries.Values];

    /// <summary>Full path.</summary>
    public string Path => _file.Path;

    /// <summary>Opens a folder's file.</summary>
    /// <exception cref="MpaException">It is missing or damaged, or holds more than one adapter.</exception>
    public static AdapterFile Open(string folder)
    {
        string path = System.IO.Path.Combine(folder, Name);
        if (!File.Exists(path) && File.Exists(System.IO.Path.Combine(folder, Pickled)))
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

    /// <summary>The name under which PEFT stores a part of a module, such as "lora_A.weight".</summary>
    public static string NameOf(string path, string part) => $"{Prefix}{path}.{part}";

    /// <summary>Whether the file has one of these.</summary>
    public bool Has(IEnumerable<string> names) => names.Any(_names.ContainsKey);

    /// <summary>The file's own name of a tensor, which counts as used from here on.</summary>
    /// <param name="names">What it may be called.</param>
    /// <param name="shape">What it must be like.</param>
    /// <exception cref="MpaException">It is missing or of another shape.</exception>
    public string Take(IReadOnlyList<string> names, params long[] shape)
    {
        string? name = names.Select(_names.GetValueOrDefault).FirstOrDefault(found => found is not null);
        SafetensorsEntry? entry = name is null ? null : _file.Entries[name];
        if (entry is null || !entry.Shape.SequenceEqual(shape))
        {
            string found = entry is null ? "missing" : $"of shape [{string.Join(", ", entry.Shape)}]";
            throw new MpaException(
                $"{_file.Path}: {name ?? names[0]} [{string.Join(", ", shape)}] is {found}. "
                + "Is it an adapter of another model?");
        }

        _taken.Add(name!);
        return name!;
    }

    /// <summary>Fails unless every tensor of the file was taken.</summary>
    /// <exception cref="MpaException">One is left over.</exception>
    public void CheckTaken()
    {
        string[] extra = [.. _file.Entries.Keys.Where(name => !_taken.Contains(name))];
        if (extra.Length > 0)
        {
            throw new MpaException(
                $"{_file.Path}: holds {extra.Length} tensors for which this model has no place, such as "
                + $"{extra[0]}. Either it is an adapter of another model, or its adapter_config.json doesn't name what "
                + "the file holds.");
        }
    }

    /// <summary>A copy of a tensor in a number type: a product needs one.</summary>
    public Tensor Read(string name, ScalarType type)
    {
        using IDisposable scope = NewDisposeScope();
        return _file.Read(name).to_type(type).DetachFromDisposeScope();
    }

    /// <summary>A copy of a tensor that can train.</summary>
    public Parameter ReadParameter(string name, ScalarType type)
    {
        using IDisposable scope = NewDisposeScope();
        return KeptParameter.Of(_file.Read(name).to_type(type));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string WithoutAdapter(string name) =>
        Saved().Replace(Adapted().Replace(name, ".${part}"), "").Replace(
            "lora_magnitude_vector.weight", "lora_magnitude_vector", StringComparison.Ordinal);

    [GeneratedRegex(
        @"\.(?<part>lora_A|lora_B|lora_embedding_A|lora_embedding_B|lora_magnitude_vector|trainable_tokens_delta)"
        + @"\.(?!(weight|bias)$)[^.]+")]
    private static partial Regex Adapted();

    [GeneratedRegex(@"\.modules_to_save\.[^.]+")]
    private static partial Regex Saved();
}
