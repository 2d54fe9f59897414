namespace Mpa.Reports.Html;

/// <summary>Test questions that leveling turned wrong or right, to look at.</summary>
internal static class ChangesSection
{
    public static Markup Write(RunReport report, ImageEmbedder images) => report.Forgetting is not { } changes
        ? Markup.Empty
        : Parts.Section(
            "changes",
            "Answers that changed",
            "Test questions, spread over the kinds. What was forgotten comes first.",
            Markup.Of($"""
                {Group("Forgotten", changes.Forgotten, [.. report.Changes.Where(change => !change.Learned)], images)}
                {Group("Learned", changes.Learned, [.. report.Changes.Where(change => change.Learned)], images)}
                """),
            "5-scores.before.jsonl, 5-scores.after.jsonl, 5-scores.teacher.jsonl, the test's questions.jsonl");

    private static Markup Group(string name, int total, IReadOnlyList<ChangedAnswer> changes, ImageEmbedder images) => Markup.Of($"""
        <h3>{name} <span class="of">{Shown(changes.Count, total)}</span></h3>
        <div class="cards">{changes.Select(change => Card(change, images))}</div>
        """);

    private static string Shown(int shown, int total) => shown == total ? Figures.Count(total) : $"{Figures.Count(shown)} of {Figures.Count(total)}";

    private static Markup Card(ChangedAnswer change, ImageEmbedder images) => Markup.Of($"""
        <article class="card">{Parts.Image(images.OfTest(change.Image), change.Image)}
        <div><p class="tag">{string.Join(" · ", new[] { change.Slice, change.Kind }.OfType<string>())}</p>
        <p class="question">{change.Question}</p>
        <dl><dt>expected</dt><dd>{string.Join(" / ", change.Expected.Distinct())}</dd>
        <dt>before</dt><dd class="{(change.Learned ? "bad" : "good")}">{change.Before}</dd>
        <dt>after</dt><dd class="{(change.Learned ? "good" : "bad")}">{change.After}</dd>
        {Teacher(change.Teacher)}</dl></div></article>

        """);

    private static Markup Teacher(string? answer) => answer is null ? Markup.Empty : Markup.Of($"<dt>teacher</dt><dd>{answer}</dd>");
}
