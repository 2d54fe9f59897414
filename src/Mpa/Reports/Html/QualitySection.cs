using Mpa.Reports.Quality;

namespace Mpa.Reports.Html;

/// <summary>What pairs are like: how much they repeat, how long their answers are, and what the rules found.</summary>
internal static class QualitySection
{
    /// <param name="quality">Null leaves the section out.</param>
    /// <param name="lead">Says which pairs these are.</param>
    /// <param name="image">The data URL of a pair's image; null when it can't be shown.</param>
    /// <param name="source">Where the pairs come from.</param>
    public static Markup Write(DataQuality? quality, string lead, Func<string, string?> image, string source) =>
        quality is null
            ? Markup.Empty
            : PageParts.Section(
                "quality",
                "The pseudo pairs",
                lead,
                Markup.Of($"""
                    <dl class="facts">{Facts(quality)}</dl>
                    <div class="three">
                    {Bars("Words of an answer", quality.Lengths.Counts, quality.Pairs)}
                    {Bars("Questions begin with", quality.Openings, quality.Pairs)}
                    {Bars("Questions asked most", quality.Questions.Commonest, quality.Pairs)}
                    {Bars("Answers given most", quality.Answers.Commonest, quality.Pairs)}
                    {Chance(quality)}
                    </div>
                    {QualityRulesTable.Write(quality, image)}
                    """),
                source);

    private static Markup Facts(DataQuality quality)
    {
        string images = quality.Images is { } count ? $"on {Figures.Count(count)} images" : "no image is named";
        string questions = $"{Figures.Count(quality.Questions.Distinct)}, but for case and marks";
        string longest = $"{Figures.Count(quality.Lengths.Longest)} in the longest";
        return Markup.Join(
        [
            Fact(Figures.Count(quality.Pairs), "pairs", images),
            Fact(Share(quality.Questions.Distinct, quality), "distinct questions", questions),
            Fact(Share(quality.Answers.Distinct, quality), "distinct answers", Figures.Count(quality.Answers.Distinct)),
            Fact(Figures.Fixed(quality.Lengths.Mean, 2), "words in an answer", longest),
        ]);
    }

    private static Markup Fact(string figure, string name, string note) => Markup.Of($"""
        <div><dt>{name}<span class="span">{note}</span></dt><dd>{figure}</dd></div>

        """);

    private static Markup Bars(string heading, IReadOnlyList<NamedCount> counts, int whole)
    {
        if (counts.Count == 0)
        {
            return Markup.Empty;
        }

        double most = counts.Max(count => count.Count);
        return Bars(Markup.Text(heading), heading, counts.Select(count => Bar(
            count.Name, count.Count / most, Figures.Count(count.Count), Figures.Percent((double)count.Count / whole))));
    }

    private static Markup Chance(DataQuality quality)
    {
        if (quality.Chance.Count == 0)
        {
            return Markup.Empty;
        }

        double most = Math.Max(1e-9, quality.Chance.Max(chance => chance.Rate));
        Markup heading = Markup.Of($"Another pair's answer matches");
        return Bars(heading, "Chance rate of each matcher", quality.Chance.Select(chance => Bar(
            chance.Matcher, chance.Rate / most, $"{Figures.Fixed(100 * chance.Rate, 2)}\u00a0%", "")));
    }

    private static Markup Bars(Markup heading, string caption, IEnumerable<Markup> bars)
    {
        Markup hidden = Markup.Of($"""<caption class="hidden">{caption}</caption>""");
        return Markup.Of($"""
            <div><h3>{heading}</h3><table class="bars">{hidden}<tbody>{bars}</tbody></table></div>
            """);
    }

    private static Markup Bar(string name, double length, string figure, string share)
    {
        Markup bar = Markup.Of($"""<rect class="out" width="{PageParts.X(length)}" height="4" rx="2"/>""");
        Markup rail = Markup.Of($"""<svg aria-hidden="true" width="100%" height="4">{bar}</svg>""");
        return Markup.Of($"""
            <tr><th scope="row">{name}{rail}</th>{PageParts.Numbers(figure)}<td class="n span">{share}</td></tr>

            """);
    }

    private static string Share(int part, DataQuality quality) => Figures.Percent((double)part / quality.Pairs);
}

/// <summary>What each rule found, with pairs to look at.</summary>
internal static class QualityRulesTable
{
    public static Markup Write(DataQuality quality, Func<string, string?> image) => Markup.Of($"""
        <h3>What the rules found</h3>
        <table class="rules"><caption class="hidden">Pairs that each rule found</caption>
        <thead><tr>{PageParts.Heads("Rule", "Pairs:", "Share:")}</tr></thead>
        <tbody>{quality.Findings.Select(finding => Row(finding, quality.Pairs, image))}</tbody></table>
        """);

    private static Markup Row(QualityFinding finding, int pairs, Func<string, string?> image)
    {
        Markup meaning = Markup.Of($"""<span class="span">{finding.Meaning}</span>{Quoted(finding, image)}""");
        Markup figures = PageParts.Numbers(
            Figures.Count(finding.Count), Figures.Percent((double)finding.Count / pairs));
        return Markup.Of($"""
            <tr><th scope="row">{finding.Rule} {meaning}</th>{figures}</tr>

            """);
    }

    // One picture a rule keeps the page small.
    private static Markup Quoted(QualityFinding finding, Func<string, string?> image)
    {
        IEnumerable<Markup> quotes = finding.Quoted.Select((pair, index) =>
            Quote(pair, index == 0 && pair.Image is { } name ? image(name) : null));
        Markup summary = Markup.Of($"<summary>{finding.Quoted.Count} of them</summary>");
        return finding.Quoted.Count == 0 ? Markup.Empty : Markup.Of($"""
            <details>{summary}<div class="quotes">{quotes}</div></details>
            """);
    }

    private static Markup Quote(QuotedPair pair, string? url)
    {
        Markup picture = url is null ? Markup.Empty : PageParts.Image(url, Name(pair));
        Markup name = Markup.Of($"""<span class="span">{Name(pair)}</span>""");
        return Markup.Of($"""
            <blockquote>{picture}<span><q>{pair.Question}</q> → <b>{pair.Answer}</b> {name}</span></blockquote>
            """);
    }

    private static string Name(QuotedPair pair) =>
        pair.Image is null ? "" : pair.Image[(pair.Image.LastIndexOfAny(['/', '\\']) + 1)..];
}
