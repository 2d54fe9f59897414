using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>Writes safetensors files that every reader of the format takes, one tensor after another.</summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes the tensors, sorted by name; the file appears under its name only when it is whole.</summary>
    /// <param name="path">Overwritten if it is there.</param>
    /// <param name="tensors">In main memory, of any supported element type.</param>
    /// <param name="durable">
    /// Waits until the disk has it, so that a power cut takes nothing; off for what can be made again.
    /// </param>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, bool durable = true) =>
        File.Move(WriteBeside(path, tensors, type: null, durable), path, overwrite: true);

    /// <summary>
    /// As <see cref="Write"/>, under a name of its own beside the file's: the caller gives it the file's.
    /// </summary>
    /// <param name="path">Where the file will stand.</param>
    /// <param name="tensors">In main memory, of any supported element type.</param>
    /// <param name="type">Element type in the file; null keeps each tensor's own.</param>
    /// <param name="durable">Waits until the disk has it.</param>
    /// <returns>The path that was written.</returns>
    public static string WriteBeside(
        string path, IReadOnlyDictionary<string, Tensor> tensors, ScalarType? type, bool durable)
    {
        string partial = path + ".partial";
        try
        {
            using FileStream file = File.Create(partial);
            (string Name, Tensor Value, ScalarType Type)[] sorted = [.. tensors
                .OrderBy(tensor => tensor.Key, StringComparer.Ordinal)
                .Select(tensor => (tensor.Key, tensor.Value, type ?? tensor.Value.dtype))];
            WriteHeader(file, sorted);
            foreach ((_, Tensor value, ScalarType stored) in sorted)
            {
                TensorBytes.Write(file, value, stored);
            }

            file.Flush(flushToDisk: durable);
            return partial;
        }
        catch
        {
            File.Delete(partial); // a full disk is none the fuller for it
            throw;
        }
    }

    private static void WriteHeader(FileStream file, (string Name, Tensor Value, ScalarType Type)[] tensors)
    {
        Dictionary<string, object> header = new()
        {
            ["__metadata__"] = new Dictionary<string, string> { ["format"] = "pt" },
        };
        long offset = 0;
        foreach ((string name, Tensor value, ScalarType type) in tensors)
        {
            long end = offset + SafetensorsTypes.Bytes(value, type);
            header[name] = new
            {
                dtype = SafetensorsTypes.Name(type),
                shape = value.shape,
                data_offsets = new[] { offset, end },
            };
            offset = end;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        int padding = (8 - (json.Length % 8)) % 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length + padding);
        file.Write(length);
        file.Write(json);
        file.Write("       "u8[..padding]);
    }
}
