namespace Mpa.Reports;

/// <summary>One narrowing of the data. <c>In = Out + sum(Dropped)</c>.</summary>
/// <param name="Name">What happens here.</param>
/// <param name="Unit">What is counted: "image files", "replies", "pairs".</param>
/// <param name="In">Came in.</param>
/// <param name="Out">Went on.</param>
/// <param name="Dropped">The others, by reason.</param>
/// <param name="Source">The file that is counted.</param>
public sealed record FunnelStep(string Name, string Unit, long In, long Out, IReadOnlyDictionary<string, long> Dropped, string Source);
