using Mpa.Parity;

namespace Mpa.Reports;

/// <summary>A judged pair to look at, with everything that led to its verdict.</summary>
/// <param name="Pair">The row of 3-parity.jsonl.</param>
/// <param name="Image">Relative to the image root; null when the image's row is gone.</param>
/// <param name="RawReply">The teacher's annotation, unchanged; null when its row is gone.</param>
public sealed record ExamplePair(ParityExample Pair, string? Image, string? RawReply);
