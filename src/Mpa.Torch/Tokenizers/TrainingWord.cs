namespace Mpa.Torch.Tokenizers;

/// <summary>A word of the training text.</summary>
/// <param name="symbols">Its ids at first: one for each byte.</param>
/// <param name="count">How often it occurs.</param>
internal sealed class TrainingWord(List<int> symbols, long count)
{
    /// <summary>How often it occurs.</summary>
    public long Count => count;

    /// <summary>Its pairs of neighbors.</summary>
    public IEnumerable<(int Left, int Right)> Pairs => symbols.Zip(symbols.Skip(1));

    /// <summary>Replaces a pair by its joined token, from left to right.</summary>
    public void Join((int Left, int Right) pair, int id)
    {
        for (int i = 0; i + 1 < symbols.Count; i++)
        {
            if (symbols[i] == pair.Left && symbols[i + 1] == pair.Right)
            {
                symbols[i] = id;
                symbols.RemoveAt(i + 1);
            }
        }
    }
}
