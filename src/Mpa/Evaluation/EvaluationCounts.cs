using System.Globalization;
using Mpa.Evaluation.Judging;
using Mpa.Runs;

namespace Mpa.Evaluation;

/// <summary>What became of the answers of stage 5, and of the judge's verdicts on them.</summary>
internal static class EvaluationCounts
{
    /// <summary>Names in the stage's counts of the judge's verdicts, and of answers about which it gave none.</summary>
    public const string Judged = "judged", Unjudged = "unjudged";

    /// <summary>Counts rows taken from other runs as accounted for, without their cost.</summary>
    /// <param name="scores">Every model's rows, by its name in the run.</param>
    /// <param name="judgements">Null where the recipe has no judge.</param>
    public static StageCounts Of(IReadOnlyDictionary<string, IReadOnlyList<Score>> scores, IReadOnlyList<Judgement>? judgements)
    {
        Score[] all = [.. scores.Values.SelectMany(rows => rows)];
        Score[] asked = [.. all.Where(row => row.From is null)];
        IReadOnlyList<Judgement> judged = judgements ?? [];
        return new StageCounts
        {
            In = all.LongLength + judged.Count,
            Out = Out(scores, judgements),
            Summary = string.Join(" · ", Percent(scores)),
            Failed = StageCounts.CountBy(all.Where(row => row.Error is not null).Select(_ => "unanswered")
                .Concat(judged.Where(row => row.Same is null).Select(_ => Unjudged))),
            PromptTokens = asked.Sum(row => (long)row.PromptTokens) + judged.Sum(row => (long)row.PromptTokens),
            ReplyTokens = asked.Sum(row => (long)row.ReplyTokens) + judged.Sum(row => (long)row.ReplyTokens),
            ModelSeconds = asked.Sum(row => row.Seconds) + judged.Sum(row => row.Seconds),
            Reused = all.Length - asked.Length,
        };
    }

    /// <summary>Each model's score in words, in percent.</summary>
    public static IEnumerable<string> Percent(IReadOnlyDictionary<string, IReadOnlyList<Score>> scores) =>
        scores.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {100 * pair.Value.Average(row => row.Value):0.0} %"));

    private static Dictionary<string, long> Out(IReadOnlyDictionary<string, IReadOnlyList<Score>> scores, IReadOnlyList<Judgement>? judgements)
    {
        Dictionary<string, long> passed = scores.ToDictionary(pair => pair.Key, pair => pair.Value.LongCount(row => row.Error is null));
        if (judgements is not null)
        {
            passed.Add(Judged, judgements.LongCount(row => row.Same is not null));
        }

        return passed;
    }
}
