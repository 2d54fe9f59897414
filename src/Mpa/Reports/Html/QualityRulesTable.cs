using Mpa.Reports.Quality;

namespace Mpa.Reports.Html;

/// <summary>What each rule found, with pairs to look at.</summary>
internal static class QualityRulesTable
{
    public static Markup Write(DataQuality quality, Func<string, string?> image) => Markup.Of($"""
        <h3>What the rules found</h3>
        <table class="rules"><caption class="hidden">Pairs that each rule found</caption>
        <thead><tr><th scope="col">Rule</th><th scope="col" class="n">Pairs</th><th scope="col" class="n">Share</th></tr></thead>
        <tbody>{quality.Findings.Select(finding => Row(finding, quality.Pairs, image))}</tbody></table>
        """);

    private static Markup Row(QualityFinding finding, int pairs, Func<string, string?> image) => Markup.Of($"""
        <tr><th scope="row">{finding.Rule} <span class="span">{finding.Meaning}</span>{Quoted(finding, image)}</th><td class="n">{Figures.Count(finding.Count)}</td><td class="n">{Figures.Percent((double)finding.Count / pairs)}</td></tr>

        """);

    // One picture a rule keeps the page small.
    private static Markup Quoted(QualityFinding finding, Func<string, string?> image) => finding.Quoted.Count == 0 ? Markup.Empty : Markup.Of($"""
        <details><summary>{finding.Quoted.Count} of them</summary><div class="quotes">{finding.Quoted.Select((pair, index) => Quote(pair, index == 0 && pair.Image is { } name ? image(name) : null))}</div></details>
        """);

    private static Markup Quote(QuotedPair pair, string? url) => Markup.Of($"""
        <blockquote>{Picture(pair, url)}<span><q>{pair.Question}</q> → <b>{pair.Answer}</b> <span class="span">{Name(pair)}</span></span></blockquote>
        """);

    private static Markup Picture(QuotedPair pair, string? url) => url is null ? Markup.Empty : Parts.Image(url, Name(pair));

    private static string Name(QuotedPair pair) => pair.Image is null ? "" : pair.Image[(pair.Image.LastIndexOfAny(['/', '\\']) + 1)..];
}
