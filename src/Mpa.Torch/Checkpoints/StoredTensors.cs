using System.Text;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// The tensors that a folder's weight files hold, by the names that a network gives them. Headers are read, no weight;
/// names no TorchSharp type, so that a folder is checked without loading libtorch.
/// </summary>
/// <param name="Folder">A hub-layout folder.</param>
/// <param name="ByName">Buffers left out: they follow from config.json.</param>
internal sealed record StoredTensors(string Folder, IReadOnlyDictionary<string, StoredTensor> ByName)
{
    private const int Listed = 8;

    /// <summary>Reads the headers of a folder's weight files.</summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <param name="nameOf">The network's name of a stored one; null where they are the same.</param>
    /// <exception cref="MpaException">
    /// There are no weights, a shard is missing or damaged, or a name stands twice.
    /// </exception>
    public static StoredTensors Read(string folder, Func<string, string>? nameOf = null)
    {
        Dictionary<string, StoredTensor> found = new(StringComparer.Ordinal);
        foreach (string file in WeightFiles.Of(folder))
        {
            foreach ((string stored, SafetensorsEntry entry) in SafetensorsHeader.Read(file))
            {
                string name = nameOf is null ? stored : nameOf(stored);
                if (!IsBuffer(name) && !found.TryAdd(name, new StoredTensor(file, stored, entry)))
                {
                    throw new MpaException($"{file}: tensor {stored} stands in {found[name].File} too.");
                }
            }
        }

        return new StoredTensors(folder, found);
    }

    /// <summary>Whether a name is of a table that older versions of transformers stored beside the weights.</summary>
    public static bool IsBuffer(string name) =>
        name.EndsWith(".inv_freq", StringComparison.Ordinal)
        || name.EndsWith(".position_ids", StringComparison.Ordinal);

    /// <summary>Compares names and shapes.</summary>
    /// <param name="expected">Shapes of the network's parameters by name.</param>
    /// <param name="modelKind">For the message, such as "an Idefics3 model".</param>
    /// <param name="ignored">Names that may stand in the files without being used.</param>
    /// <exception cref="MpaException">Tensors are missing, extra or wrongly shaped: they are listed.</exception>
    public void Check(IReadOnlyDictionary<string, long[]> expected, string modelKind, params string[] ignored)
    {
        StringBuilder message = new();
        Describe(message, $"lacks {{0}} of {modelKind}", expected
            .Where(p => !ByName.ContainsKey(p.Key))
            .Select(p => $"{p.Key}  {Text(p.Value)}"));
        Describe(message, $"holds {{0}} that {modelKind} does not have", ByName
            .Where(p => !expected.ContainsKey(p.Key) && !ignored.Contains(p.Key))
            .Select(p => $"{p.Value.Name}  {Text(p.Value.Entry.Shape)}"));
        Describe(message, "holds {0} of another shape than config.json says", ByName
            .Where(p => expected.TryGetValue(p.Key, out long[]? shape) && !shape.SequenceEqual(p.Value.Entry.Shape))
            .Select(p => $"{p.Value.Name}  {Text(p.Value.Entry.Shape)}, not {Text(expected[p.Key])}"));
        if (message.Length > 0)
        {
            throw new MpaException($"{Folder}: the checkpoint {message.ToString().TrimEnd()}");
        }
    }

    private static void Describe(StringBuilder message, string sentence, IEnumerable<string> tensors)
    {
        string[] sorted = [.. tensors.Order(StringComparer.Ordinal)];
        if (sorted.Length == 0)
        {
            return;
        }

        string count = sorted.Length == 1 ? "1 tensor" : $"{sorted.Length} tensors";
        message.AppendLine(string.Format(null, sentence, count) + ":");
        foreach (string tensor in sorted.Take(Listed))
        {
            message.AppendLine($"         {tensor}");
        }

        if (sorted.Length > Listed)
        {
            message.AppendLine($"         … ({sorted.Length - Listed} more)");
        }
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}

/// <summary>Where a tensor is stored.</summary>
/// <param name="File">Full path of its file.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Entry">Type, shape and place in the file.</param>
internal sealed record StoredTensor(string File, string Name, SafetensorsEntry Entry);
