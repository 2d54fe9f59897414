using Mpa.Parity;

namespace Mpa.Leveling;

/// <summary>Which judged pairs the student is trained on, and what became of the others that it could have been trained on.</summary>
/// <param name="Selected">By the rule, in the order of their ids.</param>
/// <param name="Replayed">Known to both models and trained on again, in the order of their ids.</param>
/// <param name="NotReplayed">Pairs known to both that the rule doesn't take and replay didn't draw.</param>
/// <param name="NotDrawn">Pairs that the rule's draw left out.</param>
/// <param name="HeldOut">Pairs about images that are kept for validation.</param>
internal sealed record TrainingChoice(
    IReadOnlyList<ParityExample> Selected, IReadOnlyList<ParityExample> Replayed, int NotReplayed, int NotDrawn, int HeldOut);
