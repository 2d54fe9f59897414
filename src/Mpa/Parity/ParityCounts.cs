using System.Globalization;
using System.Text.Json;
using Mpa.Runs;

namespace Mpa.Parity;

/// <summary>What became of the pairs of stages 2 and 3.</summary>
internal static class ParityCounts
{
    /// <summary>Counts every verdict, and the cost of the answers that this run asked for itself.</summary>
    /// <param name="examples">The judged pairs.</param>
    /// <param name="pairs">How many pairs were to be judged.</param>
    /// <param name="answers">Both models' answers.</param>
    public static StageCounts Of(IReadOnlyList<ParityExample> examples, int pairs, IReadOnlyList<Answer> answers)
    {
        Answer[] asked = [.. answers.Where(answer => answer.From is null)];
        return new StageCounts
        {
            In = pairs,
            Out = new Dictionary<string, long> { ["kept"] = examples.LongCount(example => example.Verdict == Verdict.Kept) },
            Rejected = StageCounts.CountBy(Names(examples, verdict => verdict is not (Verdict.Kept or Verdict.Unanswered))),
            Failed = StageCounts.CountBy(Names(examples, verdict => verdict is Verdict.Unanswered)),
            PromptTokens = asked.Sum(answer => (long)answer.PromptTokens),
            ReplyTokens = asked.Sum(answer => (long)answer.ReplyTokens),
            ModelSeconds = asked.Sum(answer => answer.Seconds),
            Reused = answers.Count - asked.Length,
            Summary = Tell(examples),
        };
    }

    private static string Tell(IReadOnlyList<ParityExample> examples)
    {
        Dictionary<Verdict, int> count = examples.CountBy(example => example.Verdict).ToDictionary();
        int Of(Verdict verdict) => count.GetValueOrDefault(verdict);
        string unanswered = Of(Verdict.Unanswered) == 0 ? "" : $" · {Of(Verdict.Unanswered)} unanswered";
        double share = examples.Count == 0 ? 0 : 100.0 * Of(Verdict.Kept) / examples.Count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"teacher repeats {Of(Verdict.Kept) + Of(Verdict.KnownToBoth)} · student misses {Of(Verdict.Kept) + Of(Verdict.MissedByBoth)} · kept {Of(Verdict.Kept)} ({share:0} %){unanswered}");
    }

    /// <summary>Verdicts as JSON names them.</summary>
    private static IEnumerable<string> Names(IReadOnlyList<ParityExample> examples, Func<Verdict, bool> which) =>
        examples.Where(example => which(example.Verdict)).Select(example => JsonNamingPolicy.CamelCase.ConvertName($"{example.Verdict}"));
}
