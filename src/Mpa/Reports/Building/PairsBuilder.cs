using Mpa.Annotation;
using Mpa.Evaluation.Metrics;
using Mpa.Parity;
using Mpa.Reports.Quality;

namespace Mpa.Reports.Building;

/// <summary>
/// Counts what came in, went on and was dropped, from image files to kept pairs. Steps that a run has not reached are
/// left out.
/// </summary>
internal static class FunnelBuilder
{
    public static IReadOnlyList<FunnelStep> Build(RunRows rows)
    {
        List<FunnelStep> steps = [Images(rows)];
        if (rows.Annotations.Count > 0)
        {
            steps.Add(Annotations(rows));
        }

        if (rows.Parity.Count > 0)
        {
            steps.Add(Answers(rows));
            steps.Add(Rule(rows));
        }

        return steps;
    }

    private static FunnelStep Images(RunRows rows) => Step(
        "Images that can be read",
        "image files",
        rows.Images.Count,
        rows.FailedImages.Select(failure => failure.Cause),
        "0-images.jsonl, 0-images.failed.jsonl");

    private static FunnelStep Annotations(RunRows rows) => Step(
        "Teacher writes a pair (PA)",
        "replies",
        rows.Annotations.Count(row => row.Cause is null),
        rows.Annotations.Select(row => row.Cause).OfType<AnnotationCause>().Select(cause => cause.Name()),
        "1-annotations.jsonl");

    private static FunnelStep Answers(RunRows rows)
    {
        int pairs = Math.Max(rows.Annotations.Count(row => row.Cause is null), rows.Parity.Count);
        int unanswered = rows.Parity.Count(pair => pair.Verdict == Verdict.Unanswered);
        IEnumerable<string> dropped = Enumerable.Repeat(Wording.Of(Verdict.Unanswered), unanswered)
            .Concat(Enumerable.Repeat("not judged", pairs - rows.Parity.Count));
        return Step("Both models answer (PI)", "pairs", rows.Parity.Count - unanswered, dropped, "3-parity.jsonl");
    }

    private static FunnelStep Rule(RunRows rows)
    {
        IEnumerable<string> dropped = rows.Parity
            .Select(pair => pair.Verdict)
            .Where(verdict => verdict is not (Verdict.Kept or Verdict.Unanswered))
            .Select(Wording.Of);
        int kept = rows.Parity.Count(pair => pair.Verdict == Verdict.Kept);
        return Step("Kept by the parity rule", "pairs", kept, dropped, "3-parity.jsonl");
    }

    private static FunnelStep Step(string name, string unit, long passed, IEnumerable<string> dropped, string source)
    {
        Dictionary<string, long> reasons = dropped
            .CountBy(reason => reason)
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => (long)pair.Value);
        return new FunnelStep(name, unit, passed + reasons.Values.Sum(), passed, reasons, source);
    }
}

/// <summary>Looks at a run's readable pseudo pairs.</summary>
internal static class QualityBuilder
{
    /// <summary>Null when there is no readable pair.</summary>
    public static DataQuality? Build(RunRows rows)
    {
        IReadOnlyDictionary<string, string> images = rows.ImagePaths();
        QuotedPair Quote(PseudoAnnotation row) =>
            new(row.Question!, row.Answer!, images.GetValueOrDefault(row.ImageId, row.ImageId));
        string matcher = Matcher(rows);
        double Threshold(AnswerMetric metric) => metric.Name == matcher && rows.Recipe.Identify.Threshold is { } own
            ? own
            : metric.MatchThreshold;
        IEnumerable<PseudoAnnotation> readable =
            rows.Annotations.Where(row => row is { Question: not null, Answer: not null });
        return DataQuality.Of([.. readable.Select(Quote)], Threshold);
    }

    private static string Matcher(RunRows rows) =>
        AnswerMetrics.Named(rows.Recipe.Identify.Matcher ?? rows.Recipe.Task.MatcherName).Name;
}
