using System.Buffers.Binary;
using System.Text.Json;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// Reads and checks the header of a safetensors file: 8 bytes of length, then JSON, then the tensors' bytes. Names no
/// TorchSharp type, so that a model is inspected without loading libtorch.
/// </summary>
public static class SafetensorsHeader
{
    // The format's own limit: a longer header is damage or an attack.
    private const long MaxHeader = 100_000_000;

    /// <summary>The tensors by name; their bytes are not read.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <exception cref="MpaException">
    /// The file is missing, cut short or damaged, or has a type that mpa does not read.
    /// </exception>
    public static Dictionary<string, SafetensorsEntry> Read(string path)
    {
        using FileStream file = Open(path);
        byte[] json = ReadJson(file, path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject()
                .Where(property => property.Name != "__metadata__")
                .ToDictionary(
                    property => property.Name,
                    property => Entry(property, 8 + json.Length, file.Length, path));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            throw new MpaException(
                $"{path}: the safetensors header cannot be read ({error.Message}) — download the file again.", error);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MpaException($"{path}: cannot be opened ({error.Message}).", error);
        }
    }

    private static byte[] ReadJson(FileStream file, string path)
    {
        Span<byte> start = stackalloc byte[64];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        LfsPointer.Refuse(path, start[..read]);
        long length = read >= 8 ? BinaryPrimitives.ReadInt64LittleEndian(start) : -1;
        if (length < 2 || length > MaxHeader || length > file.Length - 8)
        {
            throw new MpaException(
                $"{path}: not a safetensors file, or cut short (header length {length}, file {file.Length} bytes).");
        }

        file.Position = 8;
        byte[] json = new byte[length];
        file.ReadExactly(json);
        return json;
    }

    private static SafetensorsEntry Entry(JsonProperty property, long dataStart, long fileLength, string path)
    {
        string type = property.Value.GetProperty("dtype").GetString() ?? "null";
        int bytes = ElementBytes.Of(type)
            ?? throw new MpaException(
                $"{path}: tensor {property.Name} has element type {type}, which mpa does not read.");
        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long begin = property.Value.GetProperty("data_offsets")[0].GetInt64();
        long end = property.Value.GetProperty("data_offsets")[1].GetInt64();
        long length = checked(shape.Aggregate(1L, (product, size) => checked(product * size)) * bytes);
        bool fits = begin >= 0 && end >= begin && end - begin == length && end <= fileLength - dataStart;
        if (!fits || shape.Any(size => size < 0))
        {
            throw new MpaException(
                $"{path}: tensor {property.Name} [{string.Join(", ", shape)}] does not fit its bytes " +
                $"{begin}–{end} of {fileLength - dataStart} — the file is cut short or damaged.");
        }

        return new SafetensorsEntry(type, shape, dataStart + begin, length);
    }
}

/// <summary>One tensor in a safetensors file.</summary>
/// <param name="Type">Element type as the format names it, such as "BF16".</param>
/// <param name="Shape">Empty for a scalar.</param>
/// <param name="Begin">Offset of the first byte in the file.</param>
/// <param name="Length">Bytes.</param>
public sealed record SafetensorsEntry(string Type, IReadOnlyList<long> Shape, long Begin, long Length)
{
    /// <summary>Numbers in the tensor.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>
/// Bytes of an element by its type's name in the safetensors format. Names no TorchSharp type, so that headers are read
/// without libtorch.
/// </summary>
internal static class ElementBytes
{
    private static readonly Dictionary<string, int> ByName = new(StringComparer.Ordinal)
    {
        ["F64"] = 8,
        ["F32"] = 4,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["I64"] = 8,
        ["I32"] = 4,
        ["I16"] = 2,
        ["I8"] = 1,
        ["U8"] = 1,
        ["BOOL"] = 1,
    };

    /// <summary>Null for a type that mpa does not read.</summary>
    public static int? Of(string name) => ByName.TryGetValue(name, out int bytes) ? bytes : null;
}
