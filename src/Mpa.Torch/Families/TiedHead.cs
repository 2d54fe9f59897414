using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Families;

/// <summary>
/// Whether a head of its own stands in the weights of a model whose config.json says that the embedding table serves.
/// </summary>
internal static class TiedHead
{
    private const string Head = "lm_head.weight";

    /// <summary>Names that the weights may hold without being used.</summary>
    /// <param name="stored">The folder's tensors.</param>
    /// <param name="tied">tie_word_embeddings.</param>
    /// <param name="table">Name of the embedding table.</param>
    /// <exception cref="MpaException">
    /// A head is stored that is not the table: versions of transformers differ in which of the two they take.
    /// </exception>
    public static string[] Ignored(StoredTensors stored, bool tied, string table)
    {
        if (!tied || !stored.ByName.TryGetValue(Head, out StoredTensor? head))
        {
            return [];
        }

        return stored.ByName.TryGetValue(table, out StoredTensor? rows) && !SafetensorsBytes.AreEqual(head, rows)
            ? throw new MpaException(
                $"{stored.Folder}: config.json says tie_word_embeddings true, but {Head} is not {table}. "
                + "Set tie_word_embeddings false to use the stored head, or take the head away to use the table.")
            : [Head];
    }
}
