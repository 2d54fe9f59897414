namespace Mpa.Torch.Generation;

/// <summary>A token that may be drawn.</summary>
/// <param name="Id">The token.</param>
/// <param name="Weight">Proportional to its probability, 1 for the likeliest.</param>
internal readonly record struct Candidate(int Id, double Weight);
