using System.Globalization;
using Mpa.Evaluation.Metrics;

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
    /// <summary>Looks at the pairs; null when there are none.</summary>
    /// <param name="pairs">In the order of their file; gone through twice and not kept.</param>
    /// <param name="threshold">The threshold of a matcher; null takes the metric's own.</param>
    public static DataQuality? Of(IEnumerable<QuotedPair> pairs, Func<AnswerMetric, double>? threshold = null)
    {
        PairCounts counts = new();
        foreach (QuotedPair pair in pairs)
        {
            counts.Add(pair);
        }

        if (counts.Pairs == 0)
        {
            return null;
        }

        PairPicks picks = new(counts);
        foreach (QuotedPair pair in pairs)
        {
            picks.Add(pair);
        }

        return new DataQuality(
            Pairs: counts.Pairs,
            Images: counts.Images > 0 ? counts.Images : null,
            Questions: new TextVariety(counts.Questions.Distinct, picks.Questions.Largest),
            Openings: picks.Openings.Largest,
            Answers: new TextVariety(counts.Answers.Distinct, picks.Answers.Largest),
            Lengths: counts.Lengths,
            Findings: picks.Findings,
            Chance: picks.ChanceRates(threshold ?? (metric => metric.MatchThreshold)));
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
internal sealed record TextVariety(int Distinct, IReadOnlyList<NamedCount> Commonest);

/// <summary>How many words the answers have.</summary>
/// <param name="Mean">On average.</param>
/// <param name="Longest">In the longest.</param>
/// <param name="Counts">Answers by number of words: "1" to "3" alone, longer ones together.</param>
internal sealed record AnswerLengths(double Mean, int Longest, IReadOnlyList<NamedCount> Counts)
{
    private static readonly (int Least, int Most)[] Bins =
        [(0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 15), (16, int.MaxValue)];

    /// <summary>By the number of answers with so many words each; there must be one.</summary>
    public static AnswerLengths Of(IReadOnlyDictionary<int, int> answers)
    {
        IEnumerable<NamedCount> counts = Bins.Select(bin => new NamedCount(
            Name(bin.Least, bin.Most),
            answers.Where(pair => pair.Key >= bin.Least && pair.Key <= bin.Most).Sum(pair => pair.Value)));
        double mean = (double)answers.Sum(pair => (long)pair.Key * pair.Value) / answers.Values.Sum();
        return new AnswerLengths(mean, answers.Keys.Max(), [.. counts.Where(bin => bin.Count > 0)]);
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
