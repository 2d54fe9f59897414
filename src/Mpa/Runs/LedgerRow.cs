namespace Mpa.Runs;

/// <summary>What one reply of a served teacher cost (a row of ledger.jsonl). A row stays when its reply is dropped: the money is spent.</summary>
/// <param name="Stage">Which asked.</param>
/// <param name="Id">Of the row that the reply became.</param>
/// <param name="Reported">What the server calls the model that answered.</param>
/// <param name="PromptTokens">Tokens read, those of repair turns included.</param>
/// <param name="ReplyTokens">Tokens written, those of repair turns included.</param>
/// <param name="Cost">At the recipe's prices of that moment, in its currency.</param>
public sealed record LedgerRow(Stage Stage, string Id, string? Reported, int PromptTokens, int ReplyTokens, double Cost);
