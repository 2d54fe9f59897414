using Mpa.Statistics;

namespace Mpa.Rounds;

/// <summary>One round of leveling (a row of 7-rounds.jsonl in the first round's folder).</summary>
/// <param name="Round">Counted from 1.</param>
/// <param name="Folder">The round's run folder, relative to the first one's; "." for the first.</param>
/// <param name="Selected">Pairs that it trained on.</param>
/// <param name="HeldOut">Pairs about held-out images that the teacher repeats.</param>
/// <param name="Before">Share of these that the student gave before the round; null when there are none.</param>
/// <param name="Gain">What the round added on them; null when it trained nothing or there are none.</param>
/// <param name="Accepted">Whether the round's student is better than the one before, by the held-out pairs.</param>
/// <param name="Stop">Why no round follows; null when one does.</param>
public sealed record RoundRow(int Round, string Folder, int Selected, int HeldOut, double? Before, Difference? Gain, bool Accepted, string? Stop);
