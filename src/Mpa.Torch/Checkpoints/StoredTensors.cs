using System.Text;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// The tensors that a folder's weight files hold. Headers are read, no weight; names no TorchSharp type, so that a
/// folder is checked without loading libtorch.
/// </summary>
/// <param name="Folder">A hub-layout folder.</param>
/// <param name="ByName">Buffers left out: they follow from config.json.</param>
internal sealed record StoredTensors(string Folder, IReadOnlyDictionary<string, StoredTensor> ByName)
{
    private const int Listed = 8;

    /// <summary>Reads the headers of a folder's weight files.</summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <exception cref="MpaException">
    /// There are no weights, a shard is missing or damaged, or a name stands twice.
    /// </exception>
    public static StoredTensors Read(string folder)
    {
        Dictionary<string, StoredTensor> found = new(StringComparer.Ordinal);
        foreach (string file in WeightFiles.Of(folder))
        {
            foreach ((string name, SafetensorsEntry entry) in SafetensorsHeader.Read(file))
            {
                if (!IsBuffer(name) && !found.TryAdd(name, new StoredTensor(file, entry)))
                {
                    throw new MpaException($"{file}: tensor {name} stands in {found[name].File} too.");
                }
            }
        }

        return new StoredTensors(folder, found);
    }

    /// <summary>Whether a name is of a table that older versions of transformers stored beside the weights.</summary>
    public static bool IsBuffer(string name) =>
        name.EndsWith(".inv_freq", StringComparison.Ordinal)
        || name.EndsWith(".position_ids", StringComparison.Ordinal);

    /// <summary>The layout that most of the names are in; the first where several are.</summary>
    public NameTable LayoutOf(IReadOnlyList<NameTable> layouts) => layouts.Count == 1
        ? layouts[0]
        : layouts.MaxBy(layout => ByName.Keys.Count(name => layout.OwnOf(name) is not null))!;

    /// <summary>Compares names and shapes.</summary>
    /// <param name="expected">Shapes of the network's parameters by the names of the folder's layout.</param>
    /// <param name="modelKind">For the message, such as "an Idefics3 model".</param>
    /// <param name="isUnused">Names that may stand in the files without being used.</param>
    /// <exception cref="MpaException">Tensors are missing, extra or wrongly shaped: they are listed.</exception>
    public void Check(IReadOnlyDictionary<string, long[]> expected, string modelKind, Func<string, bool> isUnused)
    {
        StringBuilder message = new();
        Describe(message, $"lacks {{0}} of {modelKind}", expected
            .Where(p => !ByName.ContainsKey(p.Key))
            .Select(p => $"{p.Key}  {Text(p.Value)}"));
        Describe(message, $"holds {{0}} that {modelKind} does not have", ByName
            .Where(p => !expected.ContainsKey(p.Key) && !isUnused(p.Key))
            .Select(p => $"{p.Key}  {Text(p.Value.Entry.Shape)}"));
        Describe(message, "holds {0} of another shape than config.json says", ByName
            .Where(p => expected.TryGetValue(p.Key, out long[]? shape) && !shape.SequenceEqual(p.Value.Entry.Shape))
            .Select(p => $"{p.Key}  {Text(p.Value.Entry.Shape)}, not {Text(expected[p.Key])}"));
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
/// <param name="Entry">Type, shape and place in the file.</param>
internal sealed record StoredTensor(string File, SafetensorsEntry Entry);
