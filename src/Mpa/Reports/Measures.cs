using System.Text;
using Mpa.Statistics;

namespace Mpa.Reports;

/// <summary>Other metrics, the judge, the test's sensitivity and the regressions, as sentences and tables.</summary>
internal static class Measures
{
    private const string ChanceOfParts =
        "each with a 95\u00a0% interval of its own, so that about 1 in 40 falls by chance alone";

    /// <summary>Scores by other metrics, and the judge; empty without either.</summary>
    public static string Write(RunReport report)
    {
        StringBuilder text = new();
        if (report.Also.Count > 0)
        {
            text.Append(MarkdownTable.Write(
                ["Metric", "Before:", "After:", "Teacher:", "Change:"],
                report.Also.Select(Row)));
        }

        if (report.Judge is { } judge)
        {
            text.Append(MarkdownText.Escape($"Judge {judge.Judge}. {Agreement(judge)}")).Append("\n\n");
            text.Append(MarkdownTable.Write(
                ["Answers of", "Right by the metric:", "Right by the judge:"],
                judge.Scores.Select(scores => new[] { scores.Who.Name, Score(scores.Metric), Score(scores.Judge) })));
        }

        return text.ToString();
    }

    /// <summary>The files that these come from.</summary>
    public static string Files(RunReport report) =>
        report.Judge is null ? "5-scores.*.jsonl" : "5-scores.*.jsonl, 5-judgements.jsonl";

    /// <summary>How far judge and metric agree.</summary>
    public static string Agreement(JudgeReport judge)
    {
        string kappa = judge.Kappa is { } value ? $", kappa {Figures.Fixed(value, 2)}" : "";
        string agreed = $"{Figures.Count(judge.Agreed)} ({Figures.Share(judge.Agreed, judge.Judged)}{kappa})";
        string unjudged = judge.Unjudged == 0 ? "" : $" About {Figures.Count(judge.Unjudged)} more it gave no verdict.";
        return $"Of {Figures.Count(judge.Judged)} answers, metric and judge agree on {agreed}; "
            + $"{Figures.Count(judge.MetricOnly)} are right by the metric only, "
            + $"{Figures.Count(judge.JudgeOnly)} by the judge only.{unjudged}";
    }

    /// <summary>
    /// Which differences the test can see; null without scores before and after that differ anywhere.
    /// </summary>
    public static string? Finest(RunReport report)
    {
        if (report.Sensitivity is not { } finest)
        {
            return report.Difference is { Value: 0, High: > 0 } none
                ? $"No score changed on {Figures.Count(none.Count)} questions; "
                    + $"this test can't see changes of less than {Figures.Fixed(100 * none.High, 1)} points."
                : null;
        }

        string one = finest.Detectable > 0.01
            ? $"; to see 1 point it would need about {Figures.About(finest.QuestionsFor(0.01))} questions"
            : "";
        return $"With {Figures.Count(finest.Questions)} questions on {Figures.Count(finest.Images)} images "
            + $"this test can see changes of {Figures.Fixed(100 * finest.Detectable, 1)} points and more "
            + $"(found 4 times in 5 at p < 0.05){one}. "
            + $"Design effect of shared images: {Figures.Fixed(finest.DesignEffect, 2)}.";
    }

    /// <summary>
    /// The parts of the test that fell, or that none did; null where no part has questions enough to tell.
    /// </summary>
    public static string? Regressions(RunReport report)
    {
        SliceScores[] parts =
            [.. report.Slices.Where(slice => slice is { Difference: not null, Questions: >= SliceScores.Few })];
        if (parts.Length == 0)
        {
            return null;
        }

        string[] fell = [.. parts.Where(slice => slice.Regressed).Select(Fall)];
        string tested = $"{Figures.Count(parts.Length)} parts of {SliceScores.Few} questions and more looked at, "
            + ChanceOfParts;
        return fell.Length == 0
            ? $"No part of the test has its whole interval below zero ({tested})."
            : $"Fell: {string.Join("; ", fell)} ({tested}).";
    }

    /// <summary>What served models cost in all, and who answered.</summary>
    public static string Spent(Spending spending)
    {
        string answered = spending.Reported.Count == 0
            ? ""
            : $" The server called itself {string.Join(", ", spending.Reported)}.";
        string thoughts = Thoughts(spending.Stages.Select(stage => (stage.Name, stage.ThoughtTokens)));
        return $"{spending.Text} in all, also for replies that were asked for anew since.{thoughts}{answered}";
    }

    /// <summary>" Of the tokens written 1,234 were thoughts (annotate 1,000, …)."; empty without any.</summary>
    public static string Thoughts(IEnumerable<(string Stage, long Tokens)> stages)
    {
        (string Stage, long Tokens)[] thinking = [.. stages.Where(stage => stage.Tokens > 0)];
        string each = string.Join(", ", thinking.Select(stage => $"{stage.Stage} {Figures.Count(stage.Tokens)}"));
        string all = Figures.Count(thinking.Sum(stage => stage.Tokens));
        return thinking.Length == 0 ? "" : $" Of the tokens written {all} were thoughts ({each}).";
    }

    private static string Fall(SliceScores slice) => $"{slice.By} “{slice.Name}” {Figures.Change(slice.Difference)}";

    private static string[] Row(MetricScores metric) =>
    [
        $"{metric.Metric} (version {metric.Version})",
        Score(metric.Before),
        Score(metric.After),
        Score(metric.Teacher),
        Figures.Change(metric.Difference),
    ];

    private static string Score(Interval? score) =>
        score is null ? Figures.None : $"{Figures.Percent(score)} {Figures.PercentSpan(score)}";
}
