using System.Text.Json;
using Mpa.Costs;
using Mpa.Files;

namespace Mpa.Reports.Html;

/// <summary>Time and tokens of each stage.</summary>
internal static class CostsSection
{
    public static Markup Write(IReadOnlyList<StageCost> stages) => stages.Count == 0
        ? Markup.Empty
        : PageParts.Section(
            "costs",
            "Time and tokens",
            $"{Figures.Duration(stages.Sum(stage => stage.Seconds))} in all."
                + Measures.Thoughts(stages.Select(stage => (Wording.Of(stage.Stage), stage.ThoughtTokens))),
            Table(stages),
            "run.json");

    private static Markup Table(IReadOnlyList<StageCost> stages)
    {
        double longest = Math.Max(1e-9, stages.Max(stage => stage.Seconds));
        Markup heads = Markup.Join(
        [
            PageParts.Heads("Stage", "Time:"),
            PageParts.ScaleHead,
            PageParts.Head("In", "n wide"),
            PageParts.Heads("Out:"),
            PageParts.Head("Dropped", "n wide"),
            PageParts.Heads("Tokens read:", "written:"),
        ]);
        return Markup.Of($"""
            <div class="scroll"><table class="costs">
            <caption class="hidden">Time, items and tokens by stage</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{stages.Select(stage => Row(stage, longest))}</tbody>
            </table></div>
            """);
    }

    private static Markup Row(StageCost stage, double longest)
    {
        Markup head = PageParts.RowHead(Wording.Of(stage.Stage));
        string width = PageParts.X(stage.Seconds / longest);
        Markup bar = Markup.Of($"""<rect class="out" width="{width}" height="12" rx="3"/>""");
        Markup rail = Markup.Of($"""<svg aria-hidden="true" width="100%" height="12">{bar}</svg>""");
        Markup seconds = PageParts.Numbers(Figures.Duration(stage.Seconds));
        Markup time = Markup.Of($"""{seconds}<td class="rail">{rail}</td>""");
        Markup entered = Markup.Of($"""<td class="n wide">{Figures.Count(stage.In)}</td>""");
        Markup passed = PageParts.Numbers(Figures.Count(stage.Out));
        Markup dropped = Markup.Of($"""<td class="n wide">{Figures.Count(stage.Dropped)}</td>""");
        Markup tokens = PageParts.Numbers(Figures.Count(stage.PromptTokens), Figures.Count(stage.ReplyTokens));
        return Markup.Of($"""
            <tr>{head}{time}{entered}{passed}{dropped}{tokens}</tr>

            """);
    }
}

/// <summary>What served models cost, by stage.</summary>
internal static class SpendingSection
{
    public static Markup Write(Spending? spending) => spending is null
        ? Markup.Empty
        : PageParts.Section(
            "spending",
            spending.Heading,
            Measures.Spent(spending),
            Markup.Of($"""
                <div class="scroll"><table class="costs">
                <caption class="hidden">Replies, tokens and money by stage</caption>
                <thead><tr>{PageParts.Heads("Stage", "Replies:", "Tokens read:", "written:", "Cost:")}</tr></thead>
                <tbody>{spending.Stages.Select(stage => Row(stage, spending.Currency))}</tbody>
                </table></div>
                """),
            "ledger.jsonl");

    private static Markup Row(StageSpending stage, string currency)
    {
        Markup figures = PageParts.Numbers(
            Figures.Count(stage.Replies),
            Figures.Count(stage.PromptTokens),
            Figures.Count(stage.ReplyTokens),
            Money.Text(stage.Cost, stage.Currency ?? currency));
        return Markup.Of($"""
            <tr>{PageParts.RowHead(stage.Name)}{figures}</tr>

            """);
    }
}

/// <summary>What made the run: enough to make it again.</summary>
internal static class ProvenanceSection
{
    public static Markup Write(Provenance made, IReadOnlyList<SourceFile> sources)
    {
        string recipe = JsonSerializer.Serialize(made.Recipe, MpaJson.Indented);
        return PageParts.Section(
            "provenance",
            "What ran",
            "The same recipe, seed and models give the same figures.",
            Markup.Of($"""
                {Table(made)}
                {Files(sources)}
                <details><summary>recipe as resolved</summary><pre>{recipe}</pre></details>
                """),
            "run.json");
    }

    /// <summary>The files behind the figures; each section names those that it uses.</summary>
    public static Markup Files(IReadOnlyList<SourceFile> sources) => sources.Count == 0 ? Markup.Empty : Markup.Of($"""
        <div class="scroll"><table class="files"><caption>The files behind the figures</caption>
        <thead><tr>{PageParts.Heads("File", "Lines:", "SHA-256")}</tr></thead>
        <tbody>{sources.Select(Row)}</tbody></table></div>
        """);

    private static Markup Table(Provenance made)
    {
        const string Caption = "Versions, seed and model fingerprints";
        return Markup.Of($"""
            <div class="scroll"><table class="made"><caption class="hidden">{Caption}</caption><tbody>
            {Row("mpa", made.Version)}{Row("task", made.Task)}{Row("seed", $"{made.Seed}")}
            {made.Models.Select(model => Row($"{model.Key} fingerprint", model.Value))}
            {made.Environment.Select(item => Row(item.Key, item.Value))}
            </tbody></table></div>
            """);
    }

    private static Markup Row(string name, string value) =>
        Markup.Of($"<tr>{PageParts.RowHead(name)}<td>{value}</td></tr>");

    private static Markup Row(SourceFile file)
    {
        Markup lines = PageParts.Numbers(Figures.Count(file.Lines));
        return Markup.Of($"""<tr>{PageParts.RowHead(file.Name)}{lines}<td class="hash">{file.Sha256}</td></tr>""");
    }
}
