using Mpa.Costs;

namespace Mpa.Reports.Html;

/// <summary>What the served teacher cost, by stage.</summary>
internal static class SpendingSection
{
    public static Markup Write(Spending? spending) => spending is null
        ? Markup.Empty
        : Parts.Section(
            "spending",
            "What the teacher's server was asked",
            Lead(spending),
            Markup.Of($"""
                <div class="scroll"><table class="costs">
                <caption class="hidden">Replies, tokens and money by stage</caption>
                <thead><tr><th scope="col">Stage</th><th scope="col" class="n">Replies</th><th scope="col" class="n">Tokens read</th><th scope="col" class="n">written</th><th scope="col" class="n">Cost</th></tr></thead>
                <tbody>{spending.Stages.Select(stage => Row(stage, spending.Currency))}</tbody>
                </table></div>
                """),
            "ledger.jsonl");

    /// <summary>The sum, and who answered.</summary>
    public static string Lead(Spending spending) =>
        $"{Money.Text(spending.Cost, spending.Currency)} in all, also for replies that were asked for anew since."
        + (spending.Reported.Count == 0 ? "" : $" The server called itself {string.Join(", ", spending.Reported)}.");

    private static Markup Row(StageSpending stage, string currency) => Markup.Of($"""
        <tr><th scope="row">{stage.Stage.ToString().ToLowerInvariant()}</th><td class="n">{Figures.Count(stage.Replies)}</td><td class="n">{Figures.Count(stage.PromptTokens)}</td><td class="n">{Figures.Count(stage.ReplyTokens)}</td><td class="n">{Money.Text(stage.Cost, currency)}</td></tr>

        """);
}
