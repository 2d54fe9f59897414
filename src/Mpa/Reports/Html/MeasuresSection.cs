using Mpa.Statistics;

namespace Mpa.Reports.Html;

/// <summary>The same answers by other metrics, and what the judge said of them.</summary>
internal static class MeasuresSection
{
    public static Markup Write(RunReport report, ImageEmbedder images) => report.Also.Count == 0 && report.Judge is null
        ? Markup.Empty
        : Parts.Section(
            "measures",
            "Other measures of the same answers",
            $"Beside “{report.Scores.Metric}”, which decides; no model was asked again for a metric.",
            Markup.Of($"{Also(report.Also)}{Judge(report.Judge, images)}"),
            report.Judge is null ? "5-scores.*.jsonl" : "5-scores.*.jsonl, 5-judgements.jsonl");

    private static Markup Also(IReadOnlyList<MetricScores> metrics) => metrics.Count == 0 ? Markup.Empty : Markup.Of($"""
        <div class="scroll"><table><caption class="hidden">Scores by other metrics</caption>
        <thead><tr><th scope="col">Metric</th><th scope="col" class="n">Before</th><th scope="col" class="n">After</th><th scope="col" class="n">Teacher</th><th scope="col" class="n">Change, 95&#160;%</th></tr></thead>
        <tbody>{metrics.Select(metric => Markup.Of($"""<tr><th scope="row">{metric.Metric} <span class="span">version {metric.Version}</span></th>{Score(metric.Before)}{Score(metric.After)}{Score(metric.Teacher)}{Change(metric.Difference)}</tr>"""))}</tbody></table></div>
        """);

    private static Markup Judge(JudgeReport? judge, ImageEmbedder images) => judge is null ? Markup.Empty : Markup.Of($"""
        <h3>The judge: {judge.Judge}</h3>
        <p>{Measures.Agreement(judge)}</p>
        <div class="scroll"><table><caption class="hidden">Judged answers by metric and by judge</caption>
        <thead><tr><th scope="col">Answers of</th><th scope="col" class="n">Right by the metric</th><th scope="col" class="n">Right by the judge</th></tr></thead>
        <tbody>{judge.Scores.Select(scores => Markup.Of($"""<tr><th scope="row">{scores.Who.Name}</th>{Score(scores.Metric)}{Score(scores.Judge)}</tr>"""))}</tbody></table></div>
        <div class="cards">{judge.Disagreements.Select(disagreement => Card(disagreement, images))}</div>
        """);

    private static Markup Card(JudgeDisagreement disagreement, ImageEmbedder images) => Markup.Of($"""
        <article class="card">{Parts.Image(images.OfTest(disagreement.Image), disagreement.Image)}
        <div><p class="tag">{(disagreement.JudgeSaysRight ? "right by the judge only" : "right by the metric only")}</p>
        <p class="question">{disagreement.Question}</p>
        <dl><dt>expected</dt><dd>{string.Join(" / ", disagreement.Expected.Distinct())}</dd><dt>answer</dt><dd>{disagreement.Answer}</dd></dl></div></article>

        """);

    private static Markup Score(Interval? score) => score is null
        ? Markup.Of($"""<td class="n">–</td>""")
        : Markup.Of($"""<td class="n">{Figures.Percent(score)} <span class="span">{Figures.PercentSpan(score)}</span></td>""");

    private static Markup Change(Difference? change) => change is null
        ? Markup.Of($"""<td class="n">–</td>""")
        : Markup.Of($"""<td class="n"><b>{Figures.Points(change)}</b> <span class="span">{Figures.PointSpan(change)}</span></td>""");
}
