using Mpa.Runs;

namespace Mpa.Reports;

/// <summary>What a stage spent on a served teacher, replies that were dropped since included.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Replies">Of the server.</param>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="ReplyTokens">Tokens written.</param>
/// <param name="Cost">In the currency of <see cref="Spending"/>.</param>
public sealed record StageSpending(Stage Stage, long Replies, long PromptTokens, long ReplyTokens, double Cost);
