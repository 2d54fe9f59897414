using Mpa.Reports.Html;

namespace Mpa.Comparisons.Html;

/// <summary>Fills compare.html: one file, no network, no script.</summary>
internal static class ComparisonPage
{
    /// <summary>The page.</summary>
    public static string Write(Comparison comparison) => HtmlReport.Fill(EmbeddedFile.Read("compare.html"), new Dictionary<string, Markup>
    {
        ["title"] = Markup.Text($"{comparison.Runs.Count} runs compared: mpa"),
        ["style"] = Markup.Resource("report.css"),
        ["more"] = Markup.Resource("compare.css"),
        ["masthead"] = Masthead(comparison),
        ["scores"] = ForestSection.Write(comparison),
        ["worth"] = WorthSection.Write(comparison),
        ["runs"] = RunsSection.Write(comparison),
        ["slices"] = ComparedSlicesSection.Write(comparison),
        ["forgetting"] = ForgettingSection.Write(comparison),
        ["rounds"] = RoundsSection.Write(comparison),
        ["parity"] = ComparedParitySection.Write(comparison),
        ["thresholds"] = ThresholdsSection.Write(comparison),
        ["costs"] = ComparedCostsSection.Write(comparison),
        ["recipes"] = RecipesSection.Write(comparison),
    });

    private static Markup Masthead(Comparison comparison) => Markup.Of($"""
        <p class="kicker"><span>Model Parity Aligner</span><span>task {comparison.Task}</span><span>{comparison.Runs.Count} runs</span><span>metric {comparison.Metric}</span></p>
        <h1>{comparison.Headline}</h1>
        <ul class="notes">{comparison.Notes.Select(note => Markup.Of($"<li>{note}</li>"))}</ul>
        """);
}
