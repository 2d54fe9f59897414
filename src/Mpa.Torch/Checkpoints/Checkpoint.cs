using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// The weights of a hub-layout folder: model.safetensors, or shards named by model.safetensors.index.json.
/// </summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly StoredTensors _stored;
    private readonly Dictionary<string, SafetensorsFile> _files = [];

    /// <summary>Opens every file of the folder's weights.</summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <exception cref="MpaException">There are no weights, a shard is missing, or a file is damaged.</exception>
    public Checkpoint(string folder)
    {
        _stored = StoredTensors.Read(folder);
        try
        {
            foreach (string file in _stored.ByName.Values.Select(tensor => tensor.File).Distinct())
            {
                _files.Add(file, new SafetensorsFile(file));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="StoredTensors.LayoutOf"/>
    public NameTable LayoutOf(IReadOnlyList<NameTable> layouts) => _stored.LayoutOf(layouts);

    /// <summary>Names of all tensors.</summary>
    public IEnumerable<string> Names => _stored.ByName.Keys;

    /// <summary>The stored element type of a tensor.</summary>
    public ScalarType Type(string name) => SafetensorsTypes.Of(_stored.ByName[name].Entry);

    /// <summary>A copy of a tensor in its stored type.</summary>
    /// <exception cref="MpaException">There is no such tensor.</exception>
    public Tensor Read(string name) => FileOf(name).Read(name);

    /// <summary>Fills a contiguous tensor of the same shape, converting the element type where it differs.</summary>
    /// <exception cref="MpaException">There is no such tensor, or it is of another shape.</exception>
    public void CopyTo(string name, Tensor target) => FileOf(name).CopyTo(name, target);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafetensorsFile file in _files.Values)
        {
            file.Dispose();
        }
    }

    private SafetensorsFile FileOf(string name) => _stored.ByName.TryGetValue(name, out StoredTensor? tensor)
        ? _files[tensor.File]
        : throw new MpaException($"{_stored.Folder}: there is no tensor {name} in its weights.");
}
