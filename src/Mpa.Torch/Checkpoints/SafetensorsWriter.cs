using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>Writes safetensors files that every reader of the format takes.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes the tensors, sorted by name; the file appears under its name only when it is whole.</summary>
    /// <param name="path">Overwritten if it is there.</param>
    /// <param name="tensors">In main memory, of any supported element type.</param>
    /// <param name="durable">Waits until the disk has it, so that a power cut takes nothing; off for what can be made again.</param>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, bool durable = true)
    {
        string[] names = [.. tensors.Keys.Order(StringComparer.Ordinal)];
        string partial = path + ".partial";
        using (FileStream file = File.Create(partial))
        {
            WriteHeader(file, names, tensors);
            foreach (string name in names)
            {
                using Tensor whole = tensors[name].detach().contiguous();
                file.Write(whole.bytes);
            }

            file.Flush(flushToDisk: durable);
        }

        File.Move(partial, path, overwrite: true);
    }

    private static void WriteHeader(FileStream file, string[] names, IReadOnlyDictionary<string, Tensor> tensors)
    {
        Dictionary<string, object> header = new() { ["__metadata__"] = new Dictionary<string, string> { ["format"] = "pt" } };
        long offset = 0;
        foreach (string name in names)
        {
            Tensor value = tensors[name];
            string type = SafetensorsTypes.Name(value.dtype);
            long end = offset + (value.numel() * ElementBytes.Of(type)!.Value);
            header[name] = new { dtype = type, shape = value.shape, data_offsets = new[] { offset, end } };
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
