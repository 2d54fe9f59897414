namespace Mpa.Leveling;

/// <summary>One supervised turn: an image, what is asked, and what shall be answered.</summary>
/// <param name="Id">The parity example's id.</param>
/// <param name="ImagePath">Full path.</param>
/// <param name="Prompt">The user's text exactly as PI and evaluation ask it.</param>
/// <param name="Answer">The target; the loss is on its tokens and the end token only.</param>
/// <param name="Replayed">True for a pair that both models knew, trained on against forgetting.</param>
public sealed record TrainingExample(string Id, string ImagePath, string Prompt, string Answer, bool Replayed);
