using Mpa.Annotation;
using Mpa.Parity;

namespace Mpa.Reports.Building;

/// <summary>Counts what came in, went on and was dropped. Steps that a run has not reached are left out.</summary>
internal static class FunnelBuilder
{
    /// <summary>From image files to kept pairs.</summary>
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

    private static FunnelStep Images(RunRows rows) =>
        Step("Images that can be read", "image files", rows.Images.Count, rows.FailedImages.Select(failure => failure.Cause), "0-images.jsonl, 0-images.failed.jsonl");

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
        IEnumerable<string> dropped = Enumerable.Repeat("unanswered", unanswered).Concat(Enumerable.Repeat("not judged", pairs - rows.Parity.Count));
        return Step("Both models answer (PI)", "pairs", rows.Parity.Count - unanswered, dropped, "3-parity.jsonl");
    }

    private static FunnelStep Rule(RunRows rows)
    {
        IEnumerable<string> dropped = rows.Parity.Select(pair => pair.Verdict).Where(verdict => verdict is not (Verdict.Kept or Verdict.Unanswered)).Select(VerdictNames.Of);
        return Step("Kept by the parity rule", "pairs", rows.Parity.Count(pair => pair.Verdict == Verdict.Kept), dropped, "3-parity.jsonl");
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
