using System.IO.MemoryMappedFiles;
using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>A memory-mapped safetensors file: nothing is read before a tensor is asked for.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private const long Piece = 2L << 20;
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
        Fill(result, entry);
        return result;
    }

    /// <summary>Fills a tensor of the same shape, converting the element type where it differs.</summary>
    public void CopyTo(string name, Tensor target)
    {
        SafetensorsEntry entry = Find(name);
        if (SafetensorsTypes.Of(entry) == target.dtype && target.is_contiguous())
        {
            Fill(target, entry);
            return;
        }

        using Tensor stored = Read(name);
        target.copy_(stored);
    }

    /// <inheritdoc/>
    public void Dispose() => _map.Dispose();

    private SafetensorsEntry Find(string name) => _entries.TryGetValue(name, out SafetensorsEntry? entry)
        ? entry
        : throw new MpaException($"{Path}: there is no tensor {name} in it.");

    private unsafe void Fill(Tensor target, SafetensorsEntry entry)
    {
        if (entry.Length == 0)
        {
            return;
        }

        using MemoryMappedViewAccessor view = _map.CreateViewAccessor(entry.Begin, entry.Length, MemoryMappedFileAccess.Read);
        byte* source = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref source);
        try
        {
            fixed (byte* destination = target.bytes)
            {
                Copy((nint)(source + view.PointerOffset), (nint)destination, entry.Length);
            }
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>In pieces, on all cores: new memory is handed out page by page, and one core doesn't keep the disk or the memory busy.</summary>
    private static unsafe void Copy(nint source, nint destination, long length) =>
        Parallel.For(0L, (length + Piece - 1) / Piece, piece =>
        {
            // A span holds 2 GiB at most, a tensor may be larger: the copy goes by pointers.
            long start = piece * Piece, bytes = Math.Min(Piece, length - start);
            Buffer.MemoryCopy((void*)(source + (nint)start), (void*)(destination + (nint)start), bytes, bytes);
        });
}
