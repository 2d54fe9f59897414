using Mpa.Evaluation.Metrics;
using Mpa.Images;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Reports.Quality;

namespace Mpa.Reports.Building;

/// <summary>
/// Counts what came in, went on and was dropped, from image files to kept pairs. Steps that a run has not reached are
/// left out.
/// </summary>
internal static class FunnelBuilder
{
    /// <summary>Name of the step that images pass.</summary>
    public const string ImagesStep = "Images that can be read";

    /// <summary>Name of the step that images pass in a run with a filter.</summary>
    public const string FilterStep = "Images worth asking about";

    /// <summary>Name of the step that pairs come out of.</summary>
    public const string PairsStep = "Teacher writes a pair (PA)";

    public static IReadOnlyList<FunnelStep> Build(RunPairs pairs, Recipe recipe)
    {
        List<FunnelStep> steps = [Images(pairs)];
        if (pairs.Annotations.Count > 0 && pairs.Filtered(recipe) is { } filtered)
        {
            steps.Add(Step(
                FilterStep,
                "images",
                pairs.Images - filtered,
                [KeyValuePair.Create("image filtered", filtered)],
                "1-filter.jsonl, 0-images.jsonl"));
        }

        if (pairs.Annotations.Count > 0)
        {
            steps.Add(Annotations(pairs));
        }

        if (pairs.Judged > 0)
        {
            steps.Add(Answers(pairs));
            steps.Add(Rule(pairs));
        }

        return steps;
    }

    private static FunnelStep Images(RunPairs pairs) => Step(
        ImagesStep,
        "image files",
        pairs.Images,
        pairs.FailedImages,
        "0-images.jsonl, 0-images.failed.jsonl");

    private static FunnelStep Annotations(RunPairs pairs) => Step(
        PairsStep,
        "replies",
        pairs.Readable,
        pairs.Annotations.Where(cause => cause.Key != ""),
        "1-annotations.jsonl");

    private static FunnelStep Answers(RunPairs pairs)
    {
        long unanswered = pairs.Verdicts.GetValueOrDefault(Verdict.Unanswered);
        Dictionary<string, long> dropped = new()
        {
            [Wording.Of(Verdict.Unanswered)] = unanswered,
            ["not judged"] = Math.Max(pairs.Readable, pairs.Judged) - pairs.Judged,
        };
        return Step("Both models answer (PI)", "pairs", pairs.Judged - unanswered, dropped, "3-parity.jsonl");
    }

    private static FunnelStep Rule(RunPairs pairs) => Step(
        "Kept by the parity rule",
        "pairs",
        pairs.Kept,
        pairs.Verdicts
            .Where(verdict => verdict.Key is not (Verdict.Kept or Verdict.Unanswered))
            .Select(verdict => KeyValuePair.Create(Wording.Of(verdict.Key), verdict.Value)),
        "3-parity.jsonl");

    private static FunnelStep Step(
        string name, string unit, long passed, IEnumerable<KeyValuePair<string, long>> dropped, string source)
    {
        Dictionary<string, long> reasons = dropped
            .Where(reason => reason.Value > 0)
            .OrderByDescending(reason => reason.Value)
            .ThenBy(reason => reason.Key, StringComparer.Ordinal)
            .ToDictionary();
        return new FunnelStep(name, unit, passed + reasons.Values.Sum(), passed, reasons, source);
    }
}

/// <summary>Counts pairs and verdicts by kind of question.</summary>
internal static class KindsBuilder
{
    /// <summary>In the order of the task; empty of a task without kinds, whose files aren't gone through.</summary>
    public static IReadOnlyList<KindPairs> Build(RunRows rows)
    {
        string[] kinds = [.. rows.Recipe.Task.Ask.Select(ask => ask.Kind).OfType<string>()];
        if (kinds.Length == 0)
        {
            return [];
        }

        Dictionary<(string, bool), long> requests = RunPairs.CountBy(
            rows.Pairs.AllAnnotations(), row => (row.Kind ?? "", row.Cause is null));
        Dictionary<(string, Verdict), long> verdicts = RunPairs.CountBy(
            rows.Pairs.AllJudged(), pair => (pair.Kind ?? "", pair.Verdict));
        return [.. kinds.Select(Of)];

        KindPairs Of(string kind)
        {
            long pairs = requests.GetValueOrDefault((kind, true));
            return new KindPairs(
                kind, pairs + requests.GetValueOrDefault((kind, false)), pairs, ParityTable.Of(verdicts
                    .Where(count => count.Key.Item1 == kind)
                    .ToDictionary(count => count.Key.Item2, count => count.Value)));
        }
    }
}

/// <summary>Compares a judge that decided over pairs with the metric beside it.</summary>
internal static class PairJudgeBuilder
{
    /// <summary>Null where no judge decided.</summary>
    public static JudgedPairs? Build(RunRows rows)
    {
        if (rows.Recipe.Task.Matcher?.Judge is not { } judge || rows.Pairs.Judged == 0)
        {
            return null;
        }

        AnswerMetric metric = rows.Recipe.Matcher;
        long answers = 0, judgeOnly = 0, metricOnly = 0;
        foreach (ParityExample pair in rows.Pairs.AllJudged().Where(pair => pair.Verdict != Verdict.Unanswered))
        {
            Add(pair.TeacherMetric, pair.TeacherScore);
            Add(pair.StudentMetric, pair.StudentScore);
        }

        return new JudgedPairs(judge.Model.DisplayName, metric.Name, answers, judgeOnly, metricOnly);

        void Add(double? byMetric, double byJudge)
        {
            bool right = byMetric >= metric.MatchThreshold;
            answers += byMetric is null ? 0 : 1;
            judgeOnly += byMetric is not null && !right && byJudge == 1 ? 1 : 0;
            metricOnly += right && byJudge == 0 ? 1 : 0;
        }
    }
}

/// <summary>Looks at a run's readable pseudo pairs.</summary>
internal static class QualityBuilder
{
    /// <summary>Null when there is no readable pair.</summary>
    public static DataQuality? Build(RunRows rows)
    {
        AnswerMetric matcher = rows.Recipe.Matcher;
        IEnumerable<QuotedPair> readable = rows.Pairs.AllAnnotations()
            .Where(row => row is { Question: not null, Answer: not null })
            .Select(row => new QuotedPair(row.Question!, row.Answer!, row.ImageId));
        DataQuality? quality = DataQuality.Of(readable, Threshold);
        return quality is null ? null : quality with { Findings = WithPaths(quality.Findings, rows.Pairs) };

        double Threshold(AnswerMetric metric) =>
            metric.Name == matcher.Name ? matcher.MatchThreshold : metric.MatchThreshold;
    }

    /// <summary>Quoted pairs name their image's id, and then its path.</summary>
    private static QualityFinding[] WithPaths(IReadOnlyList<QualityFinding> findings, RunPairs pairs)
    {
        IReadOnlyDictionary<string, ImageItem> items =
            pairs.Items(findings.SelectMany(finding => finding.Quoted).Select(pair => pair.Image!));
        return [.. findings.Select(finding => finding with { Quoted = [.. finding.Quoted.Select(WithPath)] })];

        QuotedPair WithPath(QuotedPair pair) =>
            pair with { Image = items.GetValueOrDefault(pair.Image!)?.Path ?? pair.Image };
    }
}
