using Mpa.Evaluation.Metrics;
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
public sealed record DataQuality(
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
    /// <param name="threshold">The threshold of a matcher where it isn't the metric's own.</param>
    public static DataQuality? Of(IReadOnlyList<QuotedPair> pairs, Func<AnswerMetric, double>? threshold = null)
    {
        if (pairs.Count == 0)
        {
            return null;
        }

        string[] answers = [.. pairs.Select(pair => pair.Answer)];
        int images = pairs.Select(pair => pair.Image).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        return new DataQuality(
            pairs.Count,
            images > 0 ? images : null,
            TextVariety.Of([.. pairs.Select(pair => pair.Question)]),
            TextVariety.Top(pairs.CountBy(pair => string.Join(' ', Words.Of(pair.Question).Take(OpeningWords))).Select(pair => new NamedCount(pair.Key, pair.Value))),
            TextVariety.Of(answers),
            AnswerLengths.Of(answers),
            [.. QualityRules.All.Select(rule => Find(rule, pairs))],
            answers.Length < 2 ? [] : [.. AnswerMetrics.All.Select(metric => new ChanceRate(metric.Name, RateOf(answers, metric, threshold?.Invoke(metric) ?? metric.MatchThreshold)))]);
    }

    private static QualityFinding Find(QualityRule rule, IReadOnlyList<QuotedPair> pairs)
    {
        QuotedPair[] broken = [.. pairs.Where(rule.Breaks)];
        return new QualityFinding(rule.Name, rule.Meaning, broken.Length, Sampler.Balanced(broken, _ => "", Quoted));
    }

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
