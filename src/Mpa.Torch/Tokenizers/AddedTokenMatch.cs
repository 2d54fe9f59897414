namespace Mpa.Torch.Tokenizers;

/// <summary>Where an added token stands in a text; <paramref name="End"/> is the first position after it.</summary>
internal readonly record struct AddedTokenMatch(int Start, int End, int Id);
