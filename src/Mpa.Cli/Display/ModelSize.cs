using System.Buffers.Binary;
using System.Text.Json;

namespace Mpa.Cli.Display;

/// <summary>Counts a checkpoint's parameters from the headers of its safetensors files, without loading it.</summary>
internal static class ModelSize
{
    private const long LongestHeader = 100_000_000;

    /// <summary>Numbers in all *.safetensors files of the folder (tied weights are stored once); null when there is none to read.</summary>
    public static long? Parameters(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        string[] files = Directory.GetFiles(folder, "*.safetensors");
        return files.Length == 0 ? null : files.Sum(InFile);
    }

    // Layout: 8 bytes little-endian length, JSON header of that length, data (https://github.com/huggingface/safetensors#format).
    private static long InFile(string file)
    {
        using FileStream stream = File.OpenRead(file);
        Span<byte> prefix = stackalloc byte[8];
        long length = stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) == 8 ? BinaryPrimitives.ReadInt64LittleEndian(prefix) : -1;
        if (length < 2 || length > Math.Min(LongestHeader, stream.Length - 8))
        {
            throw new MpaException($"{file}: not a safetensors file, or cut off; copy it again");
        }

        byte[] header = new byte[length];
        stream.ReadExactly(header);
        return Count(file, header);
    }

    private static long Count(string file, byte[] header)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(header);
            return json.RootElement.EnumerateObject()
                .Where(tensor => tensor.Name != "__metadata__")
                .Sum(tensor => tensor.Value.GetProperty("shape").EnumerateArray().Aggregate(1L, (n, side) => n * side.GetInt64()));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MpaException($"{file}: its safetensors header cannot be read ({e.Message}); copy it again", e);
        }
    }
}
