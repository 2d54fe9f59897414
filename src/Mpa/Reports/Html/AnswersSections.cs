namespace Mpa.Reports.Html;

/// <summary>The same answers by other metrics, and what the judge said of them.</summary>
internal static class MeasuresSection
{
    public static Markup Write(RunReport report, ImageEmbedder images) => report.Also.Count == 0 && report.Judge is null
        ? Markup.Empty
        : PageParts.Section(
            "measures",
            "Other measures of the same answers",
            $"Beside “{report.Scores.Metric}”, which decides; no model was asked again for a metric.",
            Markup.Of($"{Also(report.Also)}{Judge(report.Judge, images)}"),
            Measures.Files(report));

    private static Markup Also(IReadOnlyList<MetricScores> metrics)
    {
        Markup heads = PageParts.Heads("Metric", "Before:", "After:", "Teacher:");
        return metrics.Count == 0 ? Markup.Empty : Markup.Of($"""
            <div class="scroll"><table><caption class="hidden">Scores by other metrics</caption>
            <thead><tr>{heads}{PageParts.SpanHead("Change")}</tr></thead>
            <tbody>{metrics.Select(Row)}</tbody></table></div>
            """);
    }

    private static Markup Row(MetricScores metric)
    {
        Markup version = Markup.Of($"""<span class="span">version {metric.Version}</span>""");
        Markup scores = Markup.Join(new[] { metric.Before, metric.After, metric.Teacher }.Select(PageParts.Score));
        Markup change = PageParts.Change(metric.Difference);
        return Markup.Of($"""<tr><th scope="row">{metric.Metric} {version}</th>{scores}{change}</tr>""");
    }

    private static Markup Judge(JudgeReport? judge, ImageEmbedder images) => judge is null
        ? Markup.Empty
        : Markup.Of($"""
            <h3>The judge: {judge.Judge}</h3>
            <p>{Measures.Agreement(judge)}</p>
            <div class="scroll"><table><caption class="hidden">Judged answers by metric and by judge</caption>
            <thead><tr>{PageParts.Heads("Answers of", "Right by the metric:", "Right by the judge:")}</tr></thead>
            <tbody>{judge.Scores.Select(Row)}</tbody></table></div>
            <div class="cards">{judge.Disagreements.Select(disagreement => Card(disagreement, images))}</div>
            """);

    private static Markup Row(JudgedScores scores)
    {
        Markup figures = Markup.Of($"{PageParts.Score(scores.Metric)}{PageParts.Score(scores.Judge)}");
        return Markup.Of($"<tr>{PageParts.RowHead(scores.Who.Name)}{figures}</tr>");
    }

    private static Markup Card(JudgeDisagreement disagreement, ImageEmbedder images)
    {
        string expected = string.Join(" / ", disagreement.Expected.Distinct());
        Markup answer = Markup.Of($"<dt>answer</dt><dd>{disagreement.Answer}</dd>");
        return Markup.Of($"""
            <article class="card">{PageParts.Images(images.OfTest(disagreement.Image), disagreement.Image)}
            <div><p class="tag">right by the {(disagreement.JudgeSaysRight ? "judge" : "metric")} only</p>
            <p class="question">{disagreement.Question}</p>
            <dl><dt>expected</dt><dd>{expected}</dd>{answer}</dl></div></article>

            """);
    }
}

/// <summary>Test questions whose answer leveling made wrong or right, to look at.</summary>
internal static class ChangesSection
{
    private const string ReadFrom =
        "5-scores.before.jsonl, 5-scores.after.jsonl, 5-scores.teacher.jsonl, the test's questions.jsonl";

    public static Markup Write(RunReport report, ImageEmbedder images)
    {
        if (report.Forgetting is not { } changes)
        {
            return Markup.Empty;
        }

        ILookup<bool, ChangedAnswer> byLearned = report.Changes.ToLookup(change => change.Learned);
        return PageParts.Section(
            "changes",
            "Answers that changed",
            "Test questions, spread over the kinds. What was forgotten comes first.",
            Markup.Of($"""
                {Group("Forgotten", changes.Forgotten, [.. byLearned[false]], images)}
                {(byLearned[false].Count() < changes.Forgotten ? All(report.Forgotten) : Markup.Empty)}
                {Group("Learned", changes.Learned, [.. byLearned[true]], images)}
                """),
            ReadFrom);
    }

    private static Markup Group(string name, int total, IReadOnlyList<ChangedAnswer> changes, ImageEmbedder images)
    {
        string shown = changes.Count == total
            ? Figures.Count(total)
            : $"{Figures.Count(changes.Count)} of {Figures.Count(total)}";
        return Markup.Of($"""
            <h3>{name} <span class="of">{shown}</span></h3>
            <div class="cards">{changes.Select(change => Card(change, images))}</div>
            """);
    }

    private static Markup All(IReadOnlyList<ChangedAnswer> forgotten)
    {
        Markup heads = PageParts.Heads("Image", "Question", "Expected", "Before", "After", "Teacher");
        return Markup.Of($"""
            <details class="all"><summary>All {Figures.Count(forgotten.Count)} forgotten answers</summary>
            <div class="scroll"><table><caption class="hidden">All forgotten answers</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{forgotten.Select(Row)}</tbody></table></div></details>
            """);
    }

    private static Markup Row(ChangedAnswer change)
    {
        Markup asked = Markup.Of($"<td>{change.Image}</td><td>{change.Question}</td><td>{Expected(change)}</td>");
        return Markup.Of($"""
            <tr>{asked}<td>{change.Before}</td><td class="bad">{change.After}</td><td>{change.Teacher}</td></tr>

            """);
    }

    private static string Expected(ChangedAnswer change) => string.Join(" / ", change.Expected.Distinct());

    private static Markup Card(ChangedAnswer change, ImageEmbedder images) => Markup.Of($"""
        <article class="card">{PageParts.Images(images.OfTest(change.Image), change.Image)}
        <div><p class="tag">{string.Join(" · ", new[] { change.Slice, change.Kind }.OfType<string>())}</p>
        <p class="question">{change.Question}</p>
        <dl><dt>expected</dt><dd>{Expected(change)}</dd>
        <dt>before</dt><dd class="{(change.Learned ? "bad" : "good")}">{change.Before}</dd>
        <dt>after</dt><dd class="{(change.Learned ? "good" : "bad")}">{change.After}</dd>
        {Teacher(change.Teacher)}</dl></div></article>

        """);

    private static Markup Teacher(string? answer) =>
        answer is null ? Markup.Empty : Markup.Of($"<dt>teacher</dt><dd>{answer}</dd>");
}
