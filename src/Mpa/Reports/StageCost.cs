using Mpa.Runs;

namespace Mpa.Reports;

/// <summary>What a complete stage cost.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Seconds">Time.</param>
/// <param name="PromptTokens">Tokens read by models.</param>
/// <param name="ReplyTokens">Tokens written by models.</param>
/// <param name="In">Items that came in.</param>
/// <param name="Out">Items that went on.</param>
/// <param name="Dropped">Items rejected or failed.</param>
public sealed record StageCost(Stage Stage, double Seconds, long PromptTokens, long ReplyTokens, long In, long Out, long Dropped);
