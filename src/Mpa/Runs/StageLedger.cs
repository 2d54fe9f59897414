namespace Mpa.Runs;

/// <summary>The ledger as one stage writes it.</summary>
internal sealed record StageLedger(Ledger Ledger, Stage Stage);
