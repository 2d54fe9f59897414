using Mpa.Reports;
using Mpa.Reports.Html;
using Mpa.Rounds;

namespace Mpa.Comparisons.Html;

/// <summary>The rounds of the runs that have several.</summary>
internal static class RoundsSection
{
    public static Markup Write(Comparison comparison) => comparison.Runs.All(run => run.Rounds.Count == 0)
        ? Markup.Empty
        : Parts.Section(
            "rounds",
            "Several rounds",
            "After each round the student answers pseudo pairs about held-out images, which no round trains on. A round without a gain on them is not accepted. No label takes part.",
            Markup.Of($"""
                <div class="scroll"><table class="runs"><caption class="hidden">Rounds of each run</caption>
                <thead><tr><th scope="col">Run</th><th scope="col" class="n">Round</th><th scope="col" class="n">Trained on</th><th scope="col" class="n">Held-out pairs</th><th scope="col" class="n">Right before</th><th scope="col" class="n">Gain, 95&#160;%</th><th scope="col">Accepted</th><th scope="col">Ended since</th></tr></thead>
                <tbody>{comparison.Runs.SelectMany(run => run.Rounds.Select(round => Row(run.Name, round)))}</tbody></table></div>
                """),
            "7-rounds.jsonl");

    private static Markup Row(string name, RoundRow round) => Markup.Of($"""
        <tr><th scope="row">{name}</th><td class="n">{round.Round}</td><td class="n">{Figures.Count(round.Selected)}</td><td class="n">{Figures.Count(round.HeldOut)}</td><td class="n">{(round.Before is { } before ? Figures.Percent(before) : "–")}</td>{RunsSection.Change(round.Gain)}<td>{(round.Accepted ? "yes" : "no")}</td><td>{round.Stop ?? "goes on"}</td></tr>

        """);
}
