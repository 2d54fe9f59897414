using Mpa.Evaluation.Metrics;
using Mpa.Replies;
using Mpa.Reports.Building;
using Mpa.Statistics;

namespace Mpa.Reports.Quality;

/// <summary>Picks what is shown of counted pairs as they are gone through for the second time.</summary>
/// <param name="counts">Of the same pairs.</param>
internal sealed class PairPicks(PairCounts counts)
{
    private const int Quoted = 3;

    private readonly EvenPick<QuotedPair>[] _broken =
        [.. counts.Broken.Select(count => new EvenPick<QuotedPair>(count, Quoted))];

    private readonly ChanceDraws _draws = new(counts.Pairs);
    private bool _hasParts;

    /// <summary>The questions asked most.</summary>
    public TextNames Questions { get; } = new(counts.Questions, least: 2);

    /// <summary>What most questions begin with.</summary>
    public TextNames Openings { get; } = new(counts.Openings, least: 1);

    /// <summary>The answers given most.</summary>
    public TextNames Answers { get; } = new(counts.Answers, least: 2);

    /// <summary>What each rule found.</summary>
    public IReadOnlyList<QualityFinding> Findings =>
    [
        .. QualityRules.All.Select((rule, index) =>
            new QualityFinding(rule.Name, rule.Meaning, counts.Broken[index], _broken[index].Picked)),
    ];

    /// <summary>How often each matcher accepts another pair's answer.</summary>
    public IReadOnlyList<ChanceRate> ChanceRates(Func<AnswerMetric, double> threshold) =>
    [
        .. AnswerMetrics.All
            .Where(metric => counts.Pairs > 1 && (_hasParts || !metric.OfParts))
            .Select(metric => new ChanceRate(metric.Name, _draws.RateOf(metric, threshold(metric)))),
    ];

    /// <summary>The next pair.</summary>
    public void Add(QuotedPair pair)
    {
        Questions.Add(pair.Question);
        Openings.Add(PlainText.Opening(pair.Question));
        Answers.Add(pair.Answer);
        _draws.Add(pair.Answer);
        _hasParts = _hasParts || LooseJson.Read(pair.Answer) is not null;
        for (int rule = 0; rule < _broken.Length; rule++)
        {
            if (_broken[rule].Picked.Count < Quoted && QualityRules.All[rule].Breaks(pair))
            {
                _broken[rule].Offer(pair);
            }
        }
    }
}

/// <summary>Names the texts that occur most often, in the words of their first occurrence.</summary>
/// <param name="counts">Of all texts.</param>
/// <param name="least">Texts that occur less often aren't named.</param>
internal sealed class TextNames(TextCounts counts, int least)
{
    private const int Listed = 8;

    private readonly int _least = Math.Max(least, counts.Counts.OrderDescending().ElementAtOrDefault(Listed - 1));
    private readonly HashSet<ulong> _named = [];
    private List<NamedCount> _largest = [];

    /// <summary>The largest counts, largest first.</summary>
    public IReadOnlyList<NamedCount> Largest => _largest;

    /// <summary>The next text.</summary>
    public void Add(string text)
    {
        ulong hash = counts.HashOf(text);
        int count = counts.CountOf(hash);
        if (count >= _least && _named.Add(hash))
        {
            _largest =
            [
                .. _largest
                    .Append(new NamedCount(text.Trim(), count))
                    .OrderByDescending(name => name.Count)
                    .ThenBy(name => name.Name, StringComparer.Ordinal)
                    .Take(Listed),
            ];
        }
    }
}

/// <summary>Draws pairs of answers at random, and keeps those alone.</summary>
internal sealed class ChanceDraws
{
    private const int Draws = 10_000;

    private readonly (int First, int Other)[] _draws;
    private readonly Dictionary<int, string> _answers;
    private int _seen;

    /// <param name="answers">How many there are.</param>
    public ChanceDraws(int answers)
    {
        SplitMix64 random = new(0);
        _draws = answers < 2 ? [] : [.. Enumerable.Range(0, Draws).Select(_ => Draw(random, answers))];
        _answers = _draws
            .SelectMany(draw => new[] { draw.First, draw.Other })
            .Distinct()
            .ToDictionary(index => index, _ => "");
    }

    /// <summary>The next answer.</summary>
    public void Add(string answer)
    {
        if (_answers.ContainsKey(_seen))
        {
            _answers[_seen] = answer;
        }

        _seen++;
    }

    /// <summary>The share of the draws in which a matcher takes one answer for the other.</summary>
    public double RateOf(AnswerMetric matcher, double threshold)
    {
        int matches = _draws.Count(draw => matcher.Score(_answers[draw.First], [_answers[draw.Other]]) >= threshold);
        return (double)matches / Draws;
    }

    private static (int First, int Other) Draw(SplitMix64 random, int answers)
    {
        int first = random.Below(answers);
        return (first, (first + 1 + random.Below(answers - 1)) % answers);
    }
}
