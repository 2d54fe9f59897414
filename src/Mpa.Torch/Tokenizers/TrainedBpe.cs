namespace Mpa.Torch.Tokenizers;

/// <summary>A byte-level BPE that <see cref="BpeTrainer"/> learned; <see cref="TokenizerFiles"/> writes it.</summary>
/// <param name="Tokens">The bytes, then the joined tokens; a token's place is its id.</param>
/// <param name="Merges">The joins, first to last.</param>
/// <param name="SpecialTokens">Tokens recognized inside text; their ids follow those of <paramref name="Tokens"/>.</param>
public sealed record TrainedBpe(
    IReadOnlyList<string> Tokens, IReadOnlyList<(string Left, string Right)> Merges, IReadOnlyList<string> SpecialTokens)
{
    /// <summary>The number of ids.</summary>
    public int VocabularySize => Tokens.Count + SpecialTokens.Count;
}
