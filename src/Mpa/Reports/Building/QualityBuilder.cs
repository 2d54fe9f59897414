using Mpa.Annotation;
using Mpa.Evaluation.Metrics;
using Mpa.Statistics;
using Mpa.Tasks;

namespace Mpa.Reports.Building;

/// <summary>Looks at the pseudo pairs alone.</summary>
internal static class QualityBuilder
{
    private const int LongAnswer = 5;
    private const int ChanceDraws = 20_000;

    /// <summary>Null when there is no readable pair.</summary>
    public static DataQuality? Build(RunRows rows)
    {
        PseudoAnnotation[] pairs = [.. rows.Annotations.Where(row => row is { Question: not null, Answer: not null })];
        if (pairs.Length == 0)
        {
            return null;
        }

        AnswerMetric matcher = AnswerMetrics.Named(rows.Recipe.Identify.Matcher ?? VqaTask.Named(rows.Recipe.Task).Matcher);
        int[] lengths = [.. pairs.Select(pair => Words(pair.Answer!).Length)];
        (string answer, int count) = Commonest(pairs);
        return new DataQuality(
            pairs.Length,
            (double)pairs.Select(pair => string.Join(' ', Words(pair.Question!))).Distinct().Count() / pairs.Length,
            lengths.Average(),
            Share(lengths, length => length > LongAnswer),
            Share(pairs, AnswerStandsInQuestion),
            answer,
            (double)count / pairs.Length,
            matcher.Name,
            ChanceRate(pairs, matcher, rows.Recipe.Identify.Threshold ?? matcher.MatchThreshold));
    }

    private static bool AnswerStandsInQuestion(PseudoAnnotation pair)
    {
        string[] question = Words(pair.Question!);
        string[] answer = Words(pair.Answer!);
        return answer.Length > 0 && Enumerable.Range(0, Math.Max(0, question.Length - answer.Length + 1))
            .Any(start => question.AsSpan(start, answer.Length).SequenceEqual(answer));
    }

    private static (string Answer, int Count) Commonest(PseudoAnnotation[] pairs)
    {
        KeyValuePair<string, int> most = pairs
            .CountBy(pair => string.Join(' ', Words(pair.Answer!)))
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .First();
        return (most.Key, most.Value);
    }

    // What the matcher accepts when the answer belongs to another pair: the share of matches that prove nothing.
    private static double ChanceRate(PseudoAnnotation[] pairs, AnswerMetric matcher, double threshold)
    {
        if (pairs.Length < 2)
        {
            return 0;
        }

        SplitMix64 random = new(0);
        int matches = 0;
        for (int draw = 0; draw < ChanceDraws; draw++)
        {
            int first = random.Below(pairs.Length);
            int other = (first + 1 + random.Below(pairs.Length - 1)) % pairs.Length;
            matches += matcher.Score(pairs[first].Answer!, [pairs[other].Answer!]) >= threshold ? 1 : 0;
        }

        return (double)matches / ChanceDraws;
    }

    private static string[] Words(string text) => [.. AnswerWords.Of(text)];

    private static double Share<T>(IReadOnlyCollection<T> all, Func<T, bool> wanted) => (double)all.Count(wanted) / all.Count;
}
