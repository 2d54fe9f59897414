using Mpa.Reports;
using Mpa.Reports.Html;
using Mpa.Runs;

namespace Mpa.Comparisons.Html;

/// <summary>Time and tokens of each run, without what it took from others.</summary>
internal static class ComparedCostsSection
{
    private static readonly Stage[] Shown = [Stage.Annotate, Stage.Identify, Stage.Level, Stage.Evaluate];

    public static Markup Write(Comparison comparison) => Parts.Section(
        "costs",
        "Time and tokens",
        "Of each run alone: rows taken from another run cost nothing here and are counted in the last column.",
        Markup.Of($"""
            <div class="scroll"><table class="wide-table"><caption class="hidden">Time by stage, tokens and reused rows of each run</caption>
            <thead><tr><th scope="col">Run</th>{Shown.Select(stage => Markup.Of($"""<th scope="col">{stage.ToString().ToLowerInvariant()}</th>"""))}<th scope="col">tokens read</th><th scope="col">written</th><th scope="col">rows reused</th></tr></thead>
            <tbody>{comparison.Runs.Select(Row)}</tbody></table></div>
            """),
        "run.json of each run");

    private static Markup Row(ComparedRun run) => Markup.Of($"""
        <tr><th scope="row">{run.Name}</th>{Shown.Select(stage => Markup.Of($"""<td class="n">{Time(run, stage)}</td>"""))}<td class="n">{Figures.Count(run.Stages.Sum(stage => stage.PromptTokens))}</td><td class="n">{Figures.Count(run.Stages.Sum(stage => stage.ReplyTokens))}</td><td class="n">{Figures.Count(run.Reused)}</td></tr>

        """);

    private static string Time(ComparedRun run, Stage stage) => run.Stages.FirstOrDefault(cost => cost.Stage == stage) is { } cost ? Figures.Duration(cost.Seconds) : "–";
}
