using System.IO.MemoryMappedFiles;
using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>A memory-mapped safetensors file: nothing is read before a tensor is asked for.</summary>
internal sealed class SafetensorsFile : IDisposable
{
    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private readonly MemoryMappedFile _map;

    /// <summary>Opens and checks the header.</summary>
    /// <exception cref="MpaException">The file is missing, cut short or damaged.</exception>
    public SafetensorsFile(string path)
    {
        Path = path;
        _entries = SafetensorsHeader.Read(path);
        _map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>A copy of a tensor in its stored type.</summary>
    /// <exception cref="MpaException">There is no such tensor.</exception>
    public Tensor Read(string name)
    {
        SafetensorsEntry entry = Find(name);
        Tensor result = empty([.. entry.Shape], SafetensorsTypes.Of(entry));
        Fill(result, name, entry);
        return result;
    }

    /// <summary>Fills a contiguous tensor of the same shape, converting the element type where it differs.</summary>
    /// <exception cref="MpaException">There is no such tensor, or it is of another shape.</exception>
    public void CopyTo(string name, Tensor target) => Fill(target, name, Find(name));

    /// <inheritdoc/>
    public void Dispose() => _map.Dispose();

    private SafetensorsEntry Find(string name) => _entries.TryGetValue(name, out SafetensorsEntry? entry)
        ? entry
        : throw new MpaException($"{Path}: there is no tensor {name} in it.");

    private unsafe void Fill(Tensor target, string name, SafetensorsEntry entry)
    {
        if (!entry.Shape.SequenceEqual(target.shape))
        {
            throw new MpaException(
                $"{Path}: tensor {name} is of shape [{string.Join(", ", entry.Shape)}], "
                + $"not [{string.Join(", ", target.shape)}]: the file belongs to another model or training.");
        }

        if (entry.Length == 0)
        {
            return;
        }

        using MemoryMappedViewAccessor view =
            _map.CreateViewAccessor(entry.Begin, entry.Length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            TensorBytes.Fill(target, (nint)(start + view.PointerOffset), SafetensorsTypes.Of(entry));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}

/// <summary>
/// Element type names of the safetensors format (github.com/huggingface/safetensors, README "Format").
/// </summary>
internal static class SafetensorsTypes
{
    private static readonly Dictionary<string, ScalarType> ByName = new()
    {
        ["F64"] = ScalarType.Float64,
        ["F32"] = ScalarType.Float32,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["I16"] = ScalarType.Int16,
        ["I8"] = ScalarType.Int8,
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
    };

    /// <summary>The type of an entry; its header was checked, so it is one of these.</summary>
    public static ScalarType Of(SafetensorsEntry entry) => ByName[entry.Type];

    public static string Name(ScalarType type) => ByName.First(pair => pair.Value == type).Key;

    /// <summary>Bytes that a tensor takes in a file.</summary>
    public static long Bytes(Tensor value, ScalarType type) => value.numel() * ElementBytes.Of(Name(type))!.Value;
}
