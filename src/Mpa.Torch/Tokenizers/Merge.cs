namespace Mpa.Torch.Tokenizers;

/// <summary>What a pair of neighboring tokens becomes.</summary>
/// <param name="Rank">The merge's place in the list: the lowest is done first; <see cref="int.MaxValue"/> if the pair never merges.</param>
/// <param name="Id">The token that replaces the pair.</param>
internal readonly record struct Merge(int Rank, int Id)
{
    /// <summary>The answer for a pair that never merges.</summary>
    public static Merge None { get; } = new(int.MaxValue, -1);
}
