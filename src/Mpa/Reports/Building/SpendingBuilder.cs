using Mpa.Runs;
using Mpa.Costs;

namespace Mpa.Reports.Building;

/// <summary>Sums the ledger by stage.</summary>
internal static class SpendingBuilder
{
    /// <summary>Null for a run without a ledger.</summary>
    public static Spending? Build(RunRows rows) => rows.Ledger.Count == 0
        ? null
        : new Spending(
            rows.Recipe.Teacher.Server?.Currency ?? "",
            [.. rows.Ledger.GroupBy(row => row.Stage).OrderBy(stage => stage.Key).Select(Sum)],
            [.. rows.Ledger.Select(row => row.Reported).OfType<string>().Distinct().Order(StringComparer.Ordinal)]);

    private static StageSpending Sum(IGrouping<Stage, LedgerRow> rows) => new(
        rows.Key, rows.LongCount(), rows.Sum(row => (long)row.PromptTokens), rows.Sum(row => (long)row.ReplyTokens), rows.Sum(row => row.Cost));
}
