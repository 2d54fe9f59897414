using Mpa.Reports.Quality;

namespace Mpa.Reports.Html;

/// <summary>What pairs are like: how much they repeat, how long their answers are, and what the rules found.</summary>
internal static class QualitySection
{
    /// <param name="quality">Null leaves the section out.</param>
    /// <param name="lead">Says which pairs these are.</param>
    /// <param name="image">The data URL of a pair's image; null when it can't be shown.</param>
    /// <param name="source">Where the pairs come from.</param>
    public static Markup Write(DataQuality? quality, string lead, Func<string, string?> image, string source) => quality is null
        ? Markup.Empty
        : Parts.Section(
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

    private static Markup Facts(DataQuality quality) => Markup.Join(
    [
        Fact(Figures.Count(quality.Pairs), "pairs", quality.Images is { } images ? $"on {Figures.Count(images)} images" : "no image is named"),
        Fact(Share(quality.Questions.Distinct, quality), "distinct questions", $"{Figures.Count(quality.Questions.Distinct)}, but for case and marks"),
        Fact(Share(quality.Answers.Distinct, quality), "distinct answers", Figures.Count(quality.Answers.Distinct)),
        Fact(Figures.Fixed(quality.Lengths.Mean, 2), "words in an answer", $"{Figures.Count(quality.Lengths.Longest)} in the longest"),
    ]);

    private static Markup Fact(string figure, string name, string note) => Markup.Of($"""
        <div><dt>{name}<span class="span">{note}</span></dt><dd>{figure}</dd></div>

        """);

    private static Markup Bars(string heading, IReadOnlyList<NamedCount> counts, int whole)
    {
        double most = counts.Count == 0 ? 1 : counts.Max(count => count.Count);
        return counts.Count == 0 ? Markup.Empty : Markup.Of($"""
            <div><h3>{heading}</h3><table class="bars"><caption class="hidden">{heading}</caption><tbody>{counts.Select(count => Bar(count.Name, count.Count / most, Figures.Count(count.Count), Figures.Percent((double)count.Count / whole)))}</tbody></table></div>
            """);
    }

    private static Markup Chance(DataQuality quality) => quality.Chance.Count == 0 ? Markup.Empty : Markup.Of($"""
        <div><h3>Another pair's answer matches</h3><table class="bars"><caption class="hidden">Chance rate of each matcher</caption><tbody>{quality.Chance.Select(chance => Bar(chance.Matcher, chance.Rate / Math.Max(1e-9, quality.Chance.Max(other => other.Rate)), $"{Figures.Fixed(100 * chance.Rate, 2)}\u00a0%", null))}</tbody></table></div>
        """);

    private static Markup Bar(string name, double length, string figure, string? share) => Markup.Of($"""
        <tr><th scope="row">{name}<svg aria-hidden="true" width="100%" height="4"><rect class="out" width="{Parts.X(length)}" height="4" rx="2"/></svg></th><td class="n">{figure}</td><td class="n span">{share ?? ""}</td></tr>

        """);

    private static string Share(int part, DataQuality quality) => Figures.Percent((double)part / quality.Pairs);
}
