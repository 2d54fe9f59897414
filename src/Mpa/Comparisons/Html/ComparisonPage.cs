using Mpa.Reports;
using Mpa.Reports.Html;
using Mpa.Statistics;

namespace Mpa.Comparisons.Html;

/// <summary>Fills compare.html: one file, no network, no script.</summary>
internal static class ComparisonPage
{
    public static string Write(Comparison comparison) => HtmlReport.Fill(
        EmbeddedFile.Read("compare.html"),
        new Dictionary<string, Markup>
        {
            ["title"] = Markup.Text($"{comparison.Runs.Count} runs compared: mpa"),
            ["style"] = Markup.Resource("report.css"),
            ["more"] = Markup.Resource("compare.css"),
            ["masthead"] = Head(comparison),
            ["scores"] = ForestSection.Write(comparison),
            ["worth"] = WorthSection.Write(comparison),
            ["advice"] = AdviceSection.Write(comparison),
            ["runs"] = RunsSection.Write(comparison),
            ["slices"] = ComparedSlicesSection.Write(comparison),
            ["forgetting"] = ForgettingSection.Write(comparison),
            ["rounds"] = RoundsSection.Write(comparison),
            ["parity"] = ComparedParitySection.Write(comparison),
            ["thresholds"] = ThresholdsSection.Write(comparison),
            ["costs"] = ComparedCostsSection.Write(comparison),
            ["recipes"] = RecipesSection.Write(comparison),
        });

    private static Markup Head(Comparison comparison)
    {
        string runs = $"{comparison.Runs.Count} runs";
        return Markup.Of($"""
            {PageParts.Kicker($"task {comparison.Task}", runs, $"metric {comparison.Metric}")}
            <h1>{comparison.Headline}</h1>
            <p>{comparison.Worth}</p>
            {Masthead.Notes(comparison.Notes)}
            """);
    }
}

/// <summary>The method against each baseline that differs from it in the selection rule alone.</summary>
internal static class WorthSection
{
    public static Markup Write(Comparison comparison) => comparison.Contrasts.Count == 0
        ? Markup.Empty
        : PageParts.Section(
            "worth",
            "What the rule is worth",
            "Each line compares two runs with the same recipe but for what they train on "
                + "(the rule, and what is replayed), question by question.",
            Markup.Of($"""<ul class="worth">{comparison.Contrasts.Select(Line)}</ul>"""),
            "5-scores.after.jsonl, run.json");

    private static Markup Line(Contrast contrast) =>
        Line(contrast.Parity, contrast.Other, contrast.Difference, contrast.Sentence);

    /// <summary>Two runs, and what their difference says.</summary>
    public static Markup Line(string run, string other, Difference difference, string sentence)
    {
        string told = $"{run} against {other} · {Figures.PValue(difference.PValue)}";
        return Markup.Of($"""<li><p class="tag">{told}</p><p>{sentence}</p></li>""");
    }
}

/// <summary>What a filter, a judge, another model's opinion and negatives are worth, and what they took.</summary>
internal static class AdviceSection
{
    public static Markup Write(Comparison comparison) => comparison.Advice is not { } advice
        ? Markup.Empty
        : PageParts.Section(
            "advice",
            "What second opinions are worth",
            "Each line compares two runs with the same recipe but for one second opinion, question by question.",
            Markup.Of($"""<ul class="worth">{advice.Select(Line)}</ul>"""),
            "1-filter.jsonl, 2-answers.opinion.jsonl, 3-judgements.jsonl, 5-scores.after.jsonl, run.json");

    private static Markup Line(Advice advice) =>
        WorthSection.Line(advice.Run, advice.Other, advice.Difference, advice.Sentence);
}

/// <summary>In what each run's recipe differs from the first one's.</summary>
internal static class RecipesSection
{
    private const string Caption = "Differences of the recipes";

    public static Markup Write(Comparison comparison) => PageParts.Section(
        "recipes",
        "What differs",
        $"Keys of each recipe that are not as in {comparison.Runs[0].Name}; "
            + "the whole recipe stands in each run's run.json.",
        Markup.Of($"""
            <div class="scroll"><table class="made recipes"><caption class="hidden">{Caption}</caption><tbody>
            {comparison.Runs.Select((run, index) => Row(run, isFirst: index == 0))}
            </tbody></table></div>
            """),
        "run.json of each run");

    private static Markup Row(ComparedRun run, bool isFirst)
    {
        string told = isFirst ? run.Folder : string.Join(", ", run.Changes.DefaultIfEmpty("nothing"));
        return Markup.Of($"<tr>{PageParts.RowHead(run.Name)}<td>{told}</td></tr>");
    }
}
