using System.Collections.Concurrent;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Inspection;

namespace Mpa.Cli.Estimates;

/// <summary>How large the parts of a checkpoint are, from the headers of its safetensors files, without loading it.</summary>
/// <param name="Parameters">All numbers (tied weights are stored once).</param>
/// <param name="Vision">Those in the vision tower's matrices, which every patch is multiplied by.</param>
/// <param name="Connector">Those in the connector's.</param>
/// <param name="Language">Those in the decoder's, without its embedding table.</param>
/// <param name="Table">Those in the embedding table.</param>
/// <param name="OwnHead">Those in a head of its own; 0 where the table serves.</param>
/// <param name="CacheWidth">Keys and values that the decoder keeps of a token.</param>
internal sealed record ModelSize(long Parameters, long Vision, long Connector, long Language, long Table, long OwnHead, long CacheWidth)
{
    // A plan names each model a dozen times; a file that is another by length or time is read again.
    private static readonly ConcurrentDictionary<(string File, long Length, DateTime Written), ModelSize> Counted = [];

    /// <summary>Numbers in the matrix that gives logits.</summary>
    public long Head => OwnHead > 0 ? OwnHead : Table;

    /// <summary>Over all *.safetensors files of the folder; null when there is none to read.</summary>
    /// <exception cref="MpaException">A file is damaged.</exception>
    public static ModelSize? Of(string folder)
    {
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors") : [];
        return files.Length == 0 ? null : files.Select(OfFile).Aggregate(Sum);
    }

    private static ModelSize OfFile(string path)
    {
        FileInfo file = new(path);
        return Counted.GetOrAdd((path, file.Length, file.LastWriteTimeUtc), _ => Count(SafetensorsHeader.Read(path)));
    }

    private static ModelSize Count(Dictionary<string, SafetensorsEntry> tensors)
    {
        ModelSize size = new(0, 0, 0, 0, 0, 0, 0);
        foreach ((string name, SafetensorsEntry tensor) in tensors)
        {
            size = Add(size with { Parameters = size.Parameters + tensor.Count }, name, tensor);
        }

        return size;
    }

    // What multiplies no vector (norms, biases, tables of positions) costs no time to speak of.
    private static ModelSize Add(ModelSize size, string name, SafetensorsEntry tensor) => ModelParts.Of(name) switch
    {
        _ when tensor.Shape.Count < 2 || name.EndsWith("position_embedding.weight", StringComparison.Ordinal) => size,
        ModelPart.VisionTower => size with { Vision = size.Vision + tensor.Count },
        ModelPart.Connector => size with { Connector = size.Connector + tensor.Count },
        ModelPart.Head => size with { OwnHead = size.OwnHead + tensor.Count },
        ModelPart.LanguageModel when name.EndsWith("embed_tokens.weight", StringComparison.Ordinal) => size with { Table = size.Table + tensor.Count },
        ModelPart.LanguageModel => size with { Language = size.Language + tensor.Count, CacheWidth = size.CacheWidth + Cached(name, tensor) },
        _ => size,
    };

    // Values are as wide as keys.
    private static long Cached(string name, SafetensorsEntry tensor) => name.EndsWith(".k_proj.weight", StringComparison.Ordinal) ? 2 * tensor.Shape[0] : 0;

    private static ModelSize Sum(ModelSize a, ModelSize b) => new(
        a.Parameters + b.Parameters, a.Vision + b.Vision, a.Connector + b.Connector, a.Language + b.Language, a.Table + b.Table, a.OwnHead + b.OwnHead, a.CacheWidth + b.CacheWidth);
}
