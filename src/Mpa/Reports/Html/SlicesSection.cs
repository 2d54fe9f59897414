using Mpa.Evaluation;
using Mpa.Statistics;

namespace Mpa.Reports.Html;

/// <summary>Scores by parts of the test, regressions first.</summary>
internal static class SlicesSection
{
    public static Markup Write(RunReport report) => report.Slices.Count == 0
        ? Markup.Empty
        : PageParts.Section(
            "slices",
            "Where it gained and where it forgot",
            "Largest fall first. “Forgot” counts questions that were right before and are wrong after.",
            Markup.Join(
            [
                Total(report.Forgetting),
                Measures.Regressions(report) is { } told ? Markup.Of($"<p>{told}</p>") : Markup.Empty,
                .. report.Slices.GroupBy(slice => slice.By).Select(Table),
                Legend,
            ]),
            "5-scores.*.jsonl, the test's questions.jsonl");

    private static Markup Legend
    {
        get
        {
            Markup rail = Markup.Of($"The rail runs from 0 to 100&#160;%: hollow is before, solid after");
            return Markup.Of($"""<p class="lead wide">{rail}, the upright mark the teacher.</p>""");
        }
    }

    private static Markup Total(AnswerChanges? changes)
    {
        if (changes is null)
        {
            return Markup.Empty;
        }

        Markup forgotten = Part("bad", changes.Forgotten, changes.RightBefore);
        Markup learned = Part("good", changes.Learned, changes.WrongBefore);
        string right = $"Of {Figures.Count(changes.RightBefore)} questions that were right before";
        string wrong = $"of {Figures.Count(changes.WrongBefore)} that were wrong";
        return Markup.Of($"<p>{right}, {forgotten} were forgotten; {wrong}, {learned} were learned.</p>");
    }

    private static Markup Part(string kind, int part, int whole) =>
        Markup.Of($"""<b class="{kind}">{Figures.Count(part)}</b> ({Figures.Share(part, whole)})""");

    private static Markup Table(IGrouping<string, SliceScores> slices)
    {
        Markup heads = Markup.Join(
        [
            PageParts.Heads(Wording.Capital(slices.Key)),
            PageParts.Head("Questions", "n wide"),
            PageParts.Heads("Before:", "After:", "Teacher:"),
            PageParts.ScaleHead,
            PageParts.SpanHead("Change"),
            PageParts.Heads("Forgot:"),
        ]);
        return Markup.Of($"""
            <div class="scroll"><table class="slices">
            <caption>By {slices.Key}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{slices.Select(Row)}</tbody>
            </table></div>
            """);
    }

    private static Markup Row(SliceScores slice)
    {
        Markup questions = Markup.Of($"""<td class="n wide">{Figures.Count(slice.Questions)}</td>""");
        Markup scores = PageParts.Numbers(
            Figures.Percent(slice.Before), Figures.Percent(slice.After), Figures.Percent(slice.Teacher));
        Markup rail = Markup.Of($"""<td class="rail">{Rail(slice)}</td>""");
        Markup change = PageParts.Change(slice.Difference, $"n {Kind(slice.Difference)}");
        Markup figures = Markup.Of($"{questions}{scores}{rail}{change}{Forgot(slice.Forgetting)}");
        return Markup.Of($"""
            <tr>{PageParts.RowHead(slice.Name)}{figures}</tr>

            """);
    }

    private static Markup Forgot(AnswerChanges? changes)
    {
        if (changes is null)
        {
            return PageParts.Numbers(Figures.None);
        }

        Markup whole = Markup.Of($"""<span class="span">of {Figures.Count(changes.RightBefore)}</span>""");
        return Markup.Of($"""<td class="n">{Figures.Count(changes.Forgotten)} {whole}</td>""");
    }

    private static Markup Rail(SliceScores slice)
    {
        Markup rail = Markup.Of($"""<line class="rail" x1="0" x2="100%" y1="8" y2="8"/>{Move(slice)}""");
        Markup dots = Markup.Of($"{Dot(slice.Before, Examinee.Before)}{Dot(slice.After, Examinee.After)}");
        return Markup.Of(
            $"""<svg aria-hidden="true" width="100%" height="16">{rail}{dots}{Mark(slice.Teacher)}</svg>""");
    }

    private static Markup Move(SliceScores slice)
    {
        if (slice is not { Before.Value: var before, After.Value: var after })
        {
            return Markup.Empty;
        }

        string kind = after < before ? "bad" : "good", from = PageParts.X(before), to = PageParts.X(after);
        return Markup.Of($"""<line class="move {kind}" x1="{from}" x2="{to}" y1="8" y2="8"/>""");
    }

    private static Markup Dot(Interval? score, Examinee who) => score is null
        ? Markup.Empty
        : Markup.Of($"""<circle class="{who.Name}" cx="{PageParts.X(score.Value)}" cy="8" r="4"/>""");

    private static Markup Mark(Interval? teacher)
    {
        string x = teacher is null ? "" : PageParts.X(teacher.Value);
        return teacher is null
            ? Markup.Empty
            : Markup.Of($"""<line class="{Examinee.Teacher.Name}" x1="{x}" x2="{x}" y1="1" y2="15"/>""");
    }

    // An interval of a handful of questions says little, so it gets no color.
    private static string Kind(Difference? change) => change switch
    {
        null or { Count: < SliceScores.Few } => "",
        { High: < 0 } => "bad",
        { Low: > 0 } => "good",
        _ => "",
    };
}
