namespace Mpa.Torch.Generation;

/// <summary>Which rows go through the model together.</summary>
internal static class BatchPlan
{
    /// <summary>
    /// Sorts rows by length, so that little is padded, and cuts them into batches of at most <paramref name="rows"/> rows and
    /// <paramref name="tokens"/> tokens with padding; a longer row is a batch of its own.
    /// </summary>
    /// <param name="lengths">Tokens of each row, with room for its reply.</param>
    /// <param name="rows">At least 1.</param>
    /// <param name="tokens">At least 1.</param>
    /// <returns>Places in <paramref name="lengths"/>; each once.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Cut(IReadOnlyList<int> lengths, int rows, int tokens)
    {
        List<IReadOnlyList<int>> batches = [];
        List<int> batch = [];
        foreach (int row in Enumerable.Range(0, lengths.Count).OrderBy(row => lengths[row]))
        {
            if (batch.Count > 0 && (batch.Count >= rows || (batch.Count + 1L) * lengths[row] > tokens))
            {
                batches.Add(batch);
                batch = [];
            }

            batch.Add(row);
        }

        return batch.Count > 0 ? [.. batches, batch] : batches;
    }
}
