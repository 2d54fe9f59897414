using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// The weights of a hub-layout folder: model.safetensors, or shards named by model.safetensors.index.json.
/// </summary>
internal sealed class Checkpoint : IDisposable
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
            foreach (string file in WeightFiles.Of(folder))
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

    /// <summary>The stored element type of a tensor.</summary>
    public ScalarType Type(string name) => SafetensorsTypes.Of(_fileOf[name].Entries[name]);

    /// <summary>A copy of a tensor in its stored type.</summary>
    public Tensor Read(string name) => _fileOf[name].Read(name);

    /// <summary>Fills a contiguous tensor of the same shape, converting the element type where it differs.</summary>
    public void CopyTo(string name, Tensor target) => _fileOf[name].CopyTo(name, target);

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

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
