using System.Collections.Concurrent;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Inspection;

namespace Mpa.Cli.Estimates;

/// <summary>
/// How large the parts of a checkpoint are, from the headers of its safetensors files, without loading it.
/// </summary>
internal sealed record ModelSize
{
    // A plan names each model a dozen times; a file that is another by length or time is read again.
    private static readonly ConcurrentDictionary<(string File, long Length, DateTime Written), ModelSize> Counted = [];

    /// <summary>All numbers (tied weights are stored once).</summary>
    public long Parameters { get; init; }

    /// <summary>All numbers of the vision tower, norms and tables included.</summary>
    public long VisionParameters { get; init; }

    /// <summary>All numbers of the connector.</summary>
    public long ConnectorParameters { get; init; }

    /// <summary>All others, which train with the language model.</summary>
    public long LanguageParameters => Parameters - VisionParameters - ConnectorParameters;

    /// <summary>Numbers in the vision tower's matrices, which every patch is multiplied by.</summary>
    public long Vision { get; init; }

    /// <summary>Those in the connector's matrices.</summary>
    public long Connector { get; init; }

    /// <summary>Those in the decoder's matrices, without its embedding table.</summary>
    public long Language { get; init; }

    /// <summary>Those in the embedding table.</summary>
    public long Table { get; init; }

    /// <summary>Those in a head of its own; 0 where the table serves.</summary>
    public long OwnHead { get; init; }

    /// <summary>Keys and values that the decoder keeps of a token.</summary>
    public long CacheWidth { get; init; }

    /// <summary>
    /// Inputs and outputs of the decoder's matrices together: numbers in adapters of rank 1 on all of them.
    /// </summary>
    public long AdapterWidth { get; init; }

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

    private static ModelSize Count(Dictionary<string, SafetensorsEntry> tensors) =>
        tensors.Select(tensor => Of(tensor.Key, tensor.Value)).Aggregate(new ModelSize(), Sum);

    /// <summary>Of one tensor.</summary>
    private static ModelSize Of(string name, SafetensorsEntry tensor)
    {
        ModelPart part = ModelParts.Of(name);
        ModelSize size = new()
        {
            Parameters = tensor.Count,
            VisionParameters = part == ModelPart.VisionTower ? tensor.Count : 0,
            ConnectorParameters = part == ModelPart.Connector ? tensor.Count : 0,
        };

        // What multiplies no vector (norms, biases, tables of positions) costs no time to speak of.
        return tensor.Shape.Count < 2 || name.EndsWith("position_embedding.weight", StringComparison.Ordinal)
            ? size
            : part switch
            {
                ModelPart.VisionTower => size with { Vision = tensor.Count },
                ModelPart.Connector => size with { Connector = tensor.Count },
                ModelPart.Head => size with { OwnHead = tensor.Count },
                ModelPart.LanguageModel when name.EndsWith("embed_tokens.weight", StringComparison.Ordinal) =>
                    size with { Table = tensor.Count },
                ModelPart.LanguageModel => size with
                {
                    Language = tensor.Count,
                    CacheWidth = Cached(name, tensor),
                    AdapterWidth = tensor.Shape.Sum(),
                },
                _ => size,
            };
    }

    // Values are as wide as keys.
    private static long Cached(string name, SafetensorsEntry tensor) =>
        name.EndsWith(".k_proj.weight", StringComparison.Ordinal) ? 2 * tensor.Shape[0] : 0;

    private static ModelSize Sum(ModelSize a, ModelSize b) => new()
    {
        Parameters = a.Parameters + b.Parameters,
        VisionParameters = a.VisionParameters + b.VisionParameters,
        ConnectorParameters = a.ConnectorParameters + b.ConnectorParameters,
        Vision = a.Vision + b.Vision,
        Connector = a.Connector + b.Connector,
        Language = a.Language + b.Language,
        Table = a.Table + b.Table,
        OwnHead = a.OwnHead + b.OwnHead,
        CacheWidth = a.CacheWidth + b.CacheWidth,
        AdapterWidth = a.AdapterWidth + b.AdapterWidth,
    };
}
