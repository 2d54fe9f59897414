using Mpa.Reports;
using Mpa.Reports.Html;

namespace Mpa.Comparisons.Html;

/// <summary>The method against each baseline that differs from it in the selection rule alone.</summary>
internal static class WorthSection
{
    public static Markup Write(Comparison comparison) => comparison.Contrasts.Count == 0
        ? Markup.Empty
        : Parts.Section(
            "worth",
            "What the rule is worth",
            "Each line compares two runs with the same recipe but for what they train on (the rule, and what is replayed), question by question.",
            Markup.Of($"""<ul class="worth">{comparison.Contrasts.Select(Line)}</ul>"""),
            "5-scores.after.jsonl, run.json");

    private static Markup Line(Contrast contrast) => Markup.Of($"""
        <li><p class="tag">{contrast.Parity} against {contrast.Other} · {Figures.PValue(contrast.Difference.PValue)}</p><p>{contrast.Sentence}</p></li>
        """);
}
