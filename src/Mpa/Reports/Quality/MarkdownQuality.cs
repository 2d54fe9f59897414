using System.Text;

namespace Mpa.Reports.Quality;

/// <summary>What pairs are like, as tables.</summary>
internal static class MarkdownQuality
{
    /// <summary>Empty without pairs.</summary>
    public static string Write(DataQuality? quality)
    {
        if (quality is null)
        {
            return "";
        }

        StringBuilder text = new();
        text.Append(MarkdownTable.Write(["", "Figure:"], Facts(quality)));
        text.Append(Counts("Words of an answer", quality.Lengths.Counts, quality.Pairs));
        text.Append(Counts("Questions begin with", quality.Openings, quality.Pairs));
        text.Append(Counts("Questions asked most", quality.Questions.Commonest, quality.Pairs));
        text.Append(Counts("Answers given most", quality.Answers.Commonest, quality.Pairs));
        text.Append(MarkdownTable.Write(
            ["Rule", "Pairs:", "Share:", "Such as"],
            quality.Findings.Select(finding => new[]
            {
                $"{finding.Rule}: {finding.Meaning}",
                Figures.Count(finding.Count),
                Share(finding.Count, quality.Pairs),
                finding.Quoted.Count == 0 ? "" : $"{finding.Quoted[0].Question} → {finding.Quoted[0].Answer}",
            })));
        return text.ToString();
    }

    private static IEnumerable<string[]> Facts(DataQuality quality) =>
    [
        ["pairs", Figures.Count(quality.Pairs)],
        ["images", quality.Images is { } images ? Figures.Count(images) : "not named"],
        ["distinct questions", Distinct(quality.Questions, quality.Pairs)],
        ["distinct answers", Distinct(quality.Answers, quality.Pairs)],
        ["words in an answer, on average", Figures.Fixed(quality.Lengths.Mean, 2)],
        ["words in the longest answer", Figures.Count(quality.Lengths.Longest)],
        .. quality.Chance.Select(chance => new[]
        {
            $"chance matches of “{chance.Matcher}”", $"{Figures.Fixed(100 * chance.Rate, 2)}\u00a0%",
        }),
    ];

    private static string Distinct(TextVariety texts, int pairs) =>
        $"{Figures.Count(texts.Distinct)} ({Share(texts.Distinct, pairs)})";

    private static string Counts(string heading, IReadOnlyList<NamedCount> counts, int whole) =>
        counts.Count == 0 ? "" : MarkdownTable.Write(
            [heading, "Pairs:", "Share:"],
            counts.Select(count => new[] { count.Name, Figures.Count(count.Count), Share(count.Count, whole) }));

    private static string Share(int part, int whole) => Figures.Percent((double)part / whole);
}
