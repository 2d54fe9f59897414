using System.Text.Json;
using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// Writes tensors as model.safetensors, or many as shards with an index, as transformers lays them out. Tensor by
/// tensor: no second copy of the model is made.
/// </summary>
internal static class WeightSaver
{
    /// <summary>What a shard holds at most where nothing else is said: transformers' "5GB".</summary>
    private const long ShardBytes = 5_000_000_000;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Saves every tensor under its name, in the place of all weights of the folder. They stay as they are until the
    /// new ones are whole.
    /// </summary>
    /// <param name="tensors">Unchanged.</param>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="dtype">Element type in the files.</param>
    /// <param name="shardBytes">Bytes of tensors that go into one file; a larger tensor has one of its own.</param>
    public static void Save(
        IReadOnlyDictionary<string, Tensor> tensors,
        string folder,
        ScalarType dtype,
        long shardBytes = ShardBytes)
    {
        using IDisposable noGradient = no_grad();
        Directory.CreateDirectory(folder);
        IReadOnlyList<Dictionary<string, Tensor>> shards = Cut(tensors, dtype, shardBytes);
        List<string> names = [];
        foreach (Dictionary<string, Tensor> shard in shards)
        {
            names.Add(shards.Count == 1 ? WeightFiles.Single : WeightFiles.Shard(names.Count + 1, shards.Count));
            SafetensorsWriter.WriteBeside(Path.Combine(folder, names[^1]), shard, dtype, durable: true);
        }

        WeightFiles.Replace(folder, names, shards.Count == 1 ? null : Index(shards, names, dtype));
    }

    /// <summary>The tensors sorted by name, as many a shard as it holds.</summary>
    private static IReadOnlyList<Dictionary<string, Tensor>> Cut(
        IReadOnlyDictionary<string, Tensor> tensors, ScalarType dtype, long shardBytes)
    {
        List<Dictionary<string, Tensor>> shards = [[]];
        long bytes = 0;
        foreach ((string name, Tensor value) in tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal))
        {
            long own = SafetensorsTypes.Bytes(value, dtype);
            if (shards[^1].Count > 0 && bytes + own > shardBytes)
            {
                shards.Add([]);
                bytes = 0;
            }

            shards[^1].Add(name, value);
            bytes += own;
        }

        return shards;
    }

    private static string Index(
        IReadOnlyList<Dictionary<string, Tensor>> shards, IReadOnlyList<string> names, ScalarType dtype)
    {
        long bytes = shards.SelectMany(shard => shard.Values).Sum(value => SafetensorsTypes.Bytes(value, dtype));
        Dictionary<string, object> index = new()
        {
            ["metadata"] = new Dictionary<string, long> { ["total_size"] = bytes },
            ["weight_map"] = shards
                .SelectMany((shard, i) => shard.Keys.Select(name => (Name: name, File: names[i])))
                .ToDictionary(place => place.Name, place => place.File),
        };
        return JsonSerializer.Serialize(index, Indented) + "\n";
    }
}
