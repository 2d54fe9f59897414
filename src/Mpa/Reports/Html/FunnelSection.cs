namespace Mpa.Reports.Html;

/// <summary>How many came in, went on and were dropped, and why.</summary>
internal static class FunnelSection
{
    public static Markup Write(RunReport report)
    {
        long widest = Math.Max(1, report.Funnel.Max(step => step.In));
        return Parts.Section(
            "funnel",
            "From images to what is worth learning",
            "Solid went on, pale was dropped; each bar is drawn to the same scale.",
            Markup.Of($"""<ol class="funnel">{report.Funnel.Select(step => Step(step, widest))}</ol>"""),
            string.Join(", ", report.Funnel.SelectMany(step => step.Source.Split(", ")).Distinct()));
    }

    private static Markup Step(FunnelStep step, long widest) => Markup.Of($"""
        <li><p><span>{step.Name}</span> <b>{Figures.Count(step.Out)}</b> <span class="of">of {Figures.Count(step.In)} {step.Unit}</span></p>
        <svg role="img" aria-label="{Figures.Count(step.Out)} of {Figures.Count(step.In)} {step.Unit} went on" width="100%" height="14"><rect class="in" width="{Parts.X((double)step.In / widest)}" height="14" rx="3"/><rect class="out" width="{Parts.X((double)step.Out / widest)}" height="14" rx="3"/></svg>
        {Dropped(step)}</li>
        """);

    private static Markup Dropped(FunnelStep step) => step.Dropped.Count == 0
        ? Markup.Empty
        : Markup.Of($"""<p class="dropped">{step.Dropped.Select(pair => Markup.Of($"<span>{Figures.Count(pair.Value)} {pair.Key}</span> "))}</p>""");
}
