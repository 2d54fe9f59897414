using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Families;

/// <summary>Compares the headers of a folder's weights with what its config.json describes.</summary>
internal static class StoredWeights
{
    private const string Head = "head.weight";
    private const string Table = "text.embed_tokens.weight";

    /// <summary>Reads no weight, but for a head that should be the embedding table.</summary>
    /// <exception cref="MpaException">
    /// Tensors are missing, extra or wrongly shaped, or a stored head is not the table that it is said to be.
    /// </exception>
    public static void Check(string folder, ModelDescription description)
    {
        StoredTensors stored = StoredTensors.Read(folder);
        NameTable names = stored.LayoutOf(description.Layouts);
        string? tied = description.Text.TieEmbeddings ? names.StoredOf(Head) : null;
        if (tied is not null)
        {
            CheckHead(stored, tied, names.StoredOf(Table));
        }

        Dictionary<string, long[]> expected = description.Parameters
            .ToDictionary(parameter => names.StoredOf(parameter.Name), parameter => parameter.Shape);
        stored.Check(expected, description.Kind, name => name == tied
            || description.Unused.Any(start => name.StartsWith(start, StringComparison.Ordinal)));
    }

    private static void CheckHead(StoredTensors stored, string head, string table)
    {
        if (stored.ByName.TryGetValue(head, out StoredTensor? own)
            && stored.ByName.TryGetValue(table, out StoredTensor? rows)
            && !SafetensorsBytes.AreEqual(own, rows))
        {
            throw new MpaException(
                $"{stored.Folder}: config.json says tie_word_embeddings true, but {head} is not {table}. "
                + "Set tie_word_embeddings false to use the stored head, or take the head away to use the table.");
        }
    }
}
