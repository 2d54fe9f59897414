using System.Text.Json;
using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>The weights of a hub-layout folder: model.safetensors, or shards named by model.safetensors.index.json.</summary>
public sealed class Checkpoint : IDisposable
{
    private readonly Dictionary<string, SafetensorsFile> _fileOf = [];
    private readonly List<SafetensorsFile> _files = [];

    /// <summary>Opens every file of the folder's weights.</summary>
    /// <exception cref="MpaException">There are no weights, a shard is missing, or a file is damaged.</exception>
    public Checkpoint(string folder)
    {
        Folder = folder;
        try
        {
            foreach (string file in WeightFiles(folder))
            {
                Add(new SafetensorsFile(file));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Names of all tensors.</summary>
    public IReadOnlyCollection<string> Names => _fileOf.Keys;

    /// <summary>Full paths of the weight files, in order.</summary>
    public IReadOnlyList<string> Files => [.. _files.Select(file => file.Path)];

    /// <summary>The shape of a tensor.</summary>
    public IReadOnlyList<long> Shape(string name) => _fileOf[name].Entries[name].Shape;

    /// <summary>Fills a tensor of the same shape, converting the element type where it differs.</summary>
    public void CopyTo(string name, Tensor target) => _fileOf[name].CopyTo(name, target);

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static IEnumerable<string> WeightFiles(string folder)
    {
        string index = Path.Combine(folder, "model.safetensors.index.json");
        string single = Path.Combine(folder, "model.safetensors");
        if (File.Exists(index))
        {
            return ShardNames(index).Select(name => Path.Combine(folder, name));
        }

        return File.Exists(single)
            ? [single]
            : throw new MpaException($"{folder}: holds neither model.safetensors nor model.safetensors.index.json. mpa reads safetensors only; pickled .bin weights must be converted first.");
    }

    private static IReadOnlyList<string> ShardNames(string index)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(index));
            string[] names = [.. document.RootElement.GetProperty("weight_map").EnumerateObject()
                .Select(property => property.Value.GetString() ?? "").Distinct().Order(StringComparer.Ordinal)];

            // A shard's name is data from a file: it may not leave the folder.
            return names.FirstOrDefault(name => name.Length == 0 || Path.GetFileName(name) != name) is { } bad
                ? throw new MpaException($"{index}: shard name \"{bad}\" is not a plain file name.")
                : names;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new MpaException($"{index}: cannot be read ({error.Message}).", error);
        }
    }

    private void Add(SafetensorsFile file)
    {
        _files.Add(file);
        foreach (string name in file.Entries.Keys)
        {
            if (!_fileOf.TryAdd(name, file))
            {
                throw new MpaException($"{file.Path}: tensor {name} stands in {_fileOf[name].Path} too.");
            }
        }
    }
}
