namespace Mpa.Reports.Html;

/// <summary>Time and tokens of each stage.</summary>
internal static class CostsSection
{
    public static Markup Write(IReadOnlyList<StageCost> stages)
    {
        if (stages.Count == 0)
        {
            return Markup.Empty;
        }

        double longest = Math.Max(1e-9, stages.Max(stage => stage.Seconds));
        return Parts.Section(
            "costs",
            "Time and tokens",
            $"{Figures.Duration(stages.Sum(stage => stage.Seconds))} in all.",
            Markup.Of($"""
                <div class="scroll"><table class="costs">
                <caption class="hidden">Time, items and tokens by stage</caption>
                <thead><tr><th scope="col">Stage</th><th scope="col" class="n">Time</th><th scope="col" class="rail"><span class="hidden">On a scale</span></th><th scope="col" class="n wide">In</th><th scope="col" class="n">Out</th><th scope="col" class="n wide">Dropped</th><th scope="col" class="n">Tokens read</th><th scope="col" class="n">written</th></tr></thead>
                <tbody>{stages.Select(stage => Row(stage, longest))}</tbody>
                </table></div>
                """),
            "run.json");
    }

    private static Markup Row(StageCost stage, double longest) => Markup.Of($"""
        <tr><th scope="row">{stage.Stage.ToString().ToLowerInvariant()}</th><td class="n">{Figures.Duration(stage.Seconds)}</td><td class="rail"><svg aria-hidden="true" width="100%" height="12"><rect class="out" width="{Parts.X(stage.Seconds / longest)}" height="12" rx="3"/></svg></td><td class="n wide">{Figures.Count(stage.In)}</td><td class="n">{Figures.Count(stage.Out)}</td><td class="n wide">{Figures.Count(stage.Dropped)}</td><td class="n">{Figures.Count(stage.PromptTokens)}</td><td class="n">{Figures.Count(stage.ReplyTokens)}</td></tr>

        """);
}
