using Mpa.Reports;
using Mpa.Reports.Html;

namespace Mpa.Comparisons.Html;

/// <summary>What leveling did on the second test.</summary>
internal static class ForgettingSection
{
    public static Markup Write(Comparison comparison) => comparison.Runs.All(run => run.SecondTest is null)
        ? Markup.Empty
        : Parts.Section(
            "forgetting",
            "Forgetting, on the second test",
            "A labeled test of what the student could do before (evaluate.forgetting). It decides nothing; it is only looked at.",
            Markup.Of($"""
                <div class="scroll"><table class="runs"><caption class="hidden">Second test before and after, by run</caption>
                <thead><tr><th scope="col">Run</th><th scope="col" class="n">Questions</th><th scope="col" class="n">Before</th><th scope="col" class="n">After</th><th scope="col" class="n">Change, 95&#160;%</th><th scope="col" class="n">Forgot</th></tr></thead>
                <tbody>{comparison.Runs.Where(run => run.SecondTest is not null).Select(run => Row(run.Name, run.SecondTest!))}</tbody></table></div>
                """),
            "5-scores.forgetting.before.jsonl, 5-scores.forgetting.after.jsonl");

    private static Markup Row(string name, SecondTest test) => Markup.Of($"""
        <tr><th scope="row">{name}</th><td class="n">{Figures.Count(test.Before.Count)}</td><td class="n">{Figures.Percent(test.Before)}</td><td class="n">{Figures.Percent(test.After)}</td>{RunsSection.Change(test.Change)}<td class="n">{Figures.Count(test.Answers.Forgotten)} of {Figures.Count(test.Answers.RightBefore)}</td></tr>

        """);
}
