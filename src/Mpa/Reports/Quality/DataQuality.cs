using System.Globalization;
using Mpa.Evaluation.Metrics;
using Mpa.Replies;
using Mpa.Reports.Building;
using Mpa.Statistics;

namespace Mpa.Reports.Quality;

/// <summary>What pairs of question and answer are like, looked at alone.</summary>
/// <param name="Pairs">How many.</param>
/// <param name="Images">Different images they are about; null when the file names none.</param>
/// <param name="Questions">How much the questions repeat each other.</param>
/// <param name="Openings">The words that questions begin with most often, three at a time.</param>
/// <param name="Answers">How much the answers repeat each other.</param>
/// <param name="Lengths">Words of the answers.</param>
/// <param name="Findings">What each rule found, the rules that found nothing included.</param>
/// <param name="Chance">Each matcher's chance rate: the answers shuffled among themselves.</param>
internal sealed record DataQuality(
    int Pairs,
    int? Images,
    TextVariety Questions,
    IReadOnlyList<NamedCount> Openings,
    TextVariety Answers,
    AnswerLengths Lengths,
    IReadOnlyList<QualityFinding> Findings,
    IReadOnlyList<ChanceRate> Chance)
{
    private const int ChanceDraws = 10_000, Quoted = 3, OpeningWords = 3;

    /// <summary>Looks at the pairs; null when there are none.</summary>
    /// <param name="pairs">In the order of their file.</param>
    /// <param name="threshold">The threshold of a matcher; null takes the metric's own.</param>
    public static DataQuality? Of(IReadOnlyList<QuotedPair> pairs, Func<AnswerMetric, double>? threshold = null)
    {
        if (pairs.Count == 0)
        {
            return null;
        }

        string[] answers = [.. pairs.Select(pair => pair.Answer)];
        int images = pairs.Select(pair => pair.Image).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        return new DataQuality(
            Pairs: pairs.Count,
            Images: images > 0 ? images : null,
            Questions: TextVariety.Of([.. pairs.Select(pair => pair.Question)]),
            Openings: TextVariety.Top(
                pairs.CountBy(Opening).Select(opening => new NamedCount(opening.Key, opening.Value))),
            Answers: TextVariety.Of(answers),
            Lengths: AnswerLengths.Of(answers),
            Findings: [.. QualityRules.All.Select(rule => Find(rule, pairs))],
            Chance: ChanceOf(answers, threshold ?? (metric => metric.MatchThreshold)));
    }

    private static string Opening(QuotedPair pair) => string.Join(' ', Words.Of(pair.Question).Take(OpeningWords));

    private static QualityFinding Find(QualityRule rule, IReadOnlyList<QuotedPair> pairs)
    {
        QuotedPair[] broken = [.. pairs.Where(rule.Breaks)];
        return new QualityFinding(rule.Name, rule.Meaning, broken.Length, Sampler.Balanced(broken, _ => "", Quoted));
    }

    private static IReadOnlyList<ChanceRate> ChanceOf(string[] answers, Func<AnswerMetric, double> threshold) =>
    [
        .. AnswerMetrics.All
            .Where(_ => answers.Length > 1)
            .Where(metric => !metric.OfParts || answers.Any(answer => LooseJson.Read(answer) is not null))
            .Select(metric => new ChanceRate(metric.Name, RateOf(answers, metric, threshold(metric)))),
    ];

    private static double RateOf(string[] answers, AnswerMetric matcher, double threshold)
    {
        SplitMix64 random = new(0);
        int matches = 0;
        for (int draw = 0; draw < ChanceDraws; draw++)
        {
            int first = random.Below(answers.Length);
            int other = (first + 1 + random.Below(answers.Length - 1)) % answers.Length;
            matches += matcher.Score(answers[first], [answers[other]]) >= threshold ? 1 : 0;
        }

        return (double)matches / ChanceDraws;
    }
}

/// <summary>A question and its answer as someone wrote them.</summary>
/// <param name="Question">May be empty, where the file has none.</param>
/// <param name="Answer">May be empty, where the file has none.</param>
/// <param name="Image">Path or name of its image; null when unknown.</param>
public sealed record QuotedPair(string Question, string Answer, string? Image);

/// <summary>How often something occurs.</summary>
internal sealed record NamedCount(string Name, int Count);

/// <summary>What a rule found.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Meaning">Why it matters.</param>
/// <param name="Count">Pairs that break it.</param>
/// <param name="Quoted">A few of these, spread over the file.</param>
internal sealed record QualityFinding(string Rule, string Meaning, int Count, IReadOnlyList<QuotedPair> Quoted);

/// <summary>
/// How often a matcher accepts the answer of another pair, drawn at random: matches that prove nothing.
/// </summary>
/// <param name="Matcher">The metric's name.</param>
/// <param name="Rate">0 to 1.</param>
internal sealed record ChanceRate(string Matcher, double Rate);

/// <summary>How much texts repeat each other; case, outer space and a final mark don't make a difference.</summary>
/// <param name="Distinct">Different texts.</param>
/// <param name="Commonest">
/// The texts that occur most often, more than once, in the words of their first occurrence.
/// </param>
internal sealed record TextVariety(int Distinct, IReadOnlyList<NamedCount> Commonest)
{
    private const int Listed = 8;

    public static TextVariety Of(IReadOnlyList<string> texts)
    {
        IGrouping<string, string>[] groups = [.. texts.GroupBy(Key)];
        IEnumerable<NamedCount> counts = groups.Select(group => new NamedCount(group.First().Trim(), group.Count()));
        return new TextVariety(groups.Length, Top(counts.Where(text => text.Count > 1)));
    }

    /// <summary>The largest counts, largest first.</summary>
    public static IReadOnlyList<NamedCount> Top(IEnumerable<NamedCount> counts) =>
    [
        .. counts
            .OrderByDescending(text => text.Count)
            .ThenBy(text => text.Name, StringComparer.Ordinal)
            .Take(Listed),
    ];

    private static string Key(string text) => text.Trim().TrimEnd('.', '?', '!').TrimEnd().ToLowerInvariant();
}

/// <summary>How many words the answers have.</summary>
/// <param name="Mean">On average.</param>
/// <param name="Longest">In the longest.</param>
/// <param name="Counts">Answers by number of words: "1" to "3" alone, longer ones together.</param>
internal sealed record AnswerLengths(double Mean, int Longest, IReadOnlyList<NamedCount> Counts)
{
    private static readonly (int Least, int Most)[] Bins =
        [(0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 15), (16, int.MaxValue)];

    /// <summary>Counts the words of each answer; there must be one.</summary>
    public static AnswerLengths Of(IReadOnlyList<string> answers)
    {
        int[] words = [.. answers.Select(Words.Count)];
        IEnumerable<NamedCount> counts = Bins.Select(bin => new NamedCount(
            Name(bin.Least, bin.Most), words.Count(count => count >= bin.Least && count <= bin.Most)));
        return new AnswerLengths(words.Average(), words.Max(), [.. counts.Where(bin => bin.Count > 0)]);
    }

    private static string Name(int least, int most) => (least, most) switch
    {
        (_, int.MaxValue) => string.Create(CultureInfo.InvariantCulture, $"{least} or more"),
        _ when least == most => least.ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"),
    };
}

/// <summary>The words of a text: what stands between white space.</summary>
internal static class Words
{
    public static string[] Of(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public static int Count(string text) => Of(text).Length;
}
