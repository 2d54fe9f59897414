using Mpa.Statistics;

namespace Mpa.Reports.Html;

/// <summary>Scores by parts of the test, regressions first.</summary>
internal static class SlicesSection
{
    public static Markup Write(RunReport report) => report.Slices.Count == 0
        ? Markup.Empty
        : Parts.Section(
            "slices",
            "Where it gained and where it forgot",
            "Largest fall first. “Forgot” counts questions that were right before and are wrong after.",
            Markup.Of($"{Total(report.Forgetting)}{Regressions(report)}{report.Slices.GroupBy(slice => slice.By).Select(Table)}{Legend}"),
            "5-scores.*.jsonl, the test's questions.jsonl");

    private static Markup Legend => Markup.Of($"""<p class="lead wide">The rail runs from 0 to 100&#160;%: hollow is before, solid after, the upright mark the teacher.</p>""");

    private static Markup Regressions(RunReport report) => Measures.Regressions(report) is { } told ? Markup.Of($"<p>{told}</p>") : Markup.Empty;

    private static Markup Total(AnswerChanges? changes) => changes is null
        ? Markup.Empty
        : Markup.Of($"""
            <p>Of {Figures.Count(changes.RightBefore)} questions that were right before, <b class="bad">{Figures.Count(changes.Forgotten)}</b> ({Figures.Share(changes.Forgotten, changes.RightBefore)}) were forgotten; of {Figures.Count(changes.WrongBefore)} that were wrong, <b class="good">{Figures.Count(changes.Learned)}</b> ({Figures.Share(changes.Learned, changes.WrongBefore)}) were learned.</p>
            """);

    private static Markup Table(IGrouping<string, SliceScores> slices) => Markup.Of($"""
        <div class="scroll"><table class="slices">
        <caption>By {slices.Key}</caption>
        <thead><tr><th scope="col">{Capital(slices.Key)}</th><th scope="col" class="n wide">Questions</th><th scope="col" class="n">Before</th><th scope="col" class="n">After</th><th scope="col" class="n">Teacher</th><th scope="col" class="rail"><span class="hidden">On a scale</span></th><th scope="col" class="n">Change, 95&#160;%</th><th scope="col" class="n">Forgot</th></tr></thead>
        <tbody>{slices.Select(Row)}</tbody>
        </table></div>
        """);

    private static Markup Row(SliceScores slice) => Markup.Of($"""
        <tr><th scope="row">{slice.Name}</th><td class="n wide">{Figures.Count(slice.Questions)}</td>{Score(slice.Before)}{Score(slice.After)}{Score(slice.Teacher)}<td class="rail">{Rail(slice)}</td>{Change(slice)}{Forgot(slice.Forgetting)}</tr>

        """);

    private static Markup Score(Interval? score) => Markup.Of($"""<td class="n">{(score is null ? "–" : Figures.Percent(score))}</td>""");

    private static Markup Change(SliceScores slice) => slice.Difference is not { } change
        ? Markup.Of($"""<td class="n">–</td>""")
        : Markup.Of($"""<td class="n {Kind(change)}"><b>{Figures.Points(change)}</b> <span class="span">{Figures.PointSpan(change)}</span></td>""");

    private static Markup Forgot(AnswerChanges? changes) => changes is null
        ? Markup.Of($"""<td class="n">–</td>""")
        : Markup.Of($"""<td class="n">{Figures.Count(changes.Forgotten)} <span class="span">of {Figures.Count(changes.RightBefore)}</span></td>""");

    private static Markup Rail(SliceScores slice) => Markup.Of($"""
        <svg aria-hidden="true" width="100%" height="16"><line class="rail" x1="0" x2="100%" y1="8" y2="8"/>{Move(slice)}{Dot(slice.Before, "before")}{Dot(slice.After, "after")}{Mark(slice.Teacher)}</svg>
        """);

    private static Markup Move(SliceScores slice) => slice is { Before: { } before, After: { } after }
        ? Markup.Of($"""<line class="move {(after.Value < before.Value ? "bad" : "good")}" x1="{Parts.X(before.Value)}" x2="{Parts.X(after.Value)}" y1="8" y2="8"/>""")
        : Markup.Empty;

    private static Markup Dot(Interval? score, string kind) => score is null
        ? Markup.Empty
        : Markup.Of($"""<circle class="{kind}" cx="{Parts.X(score.Value)}" cy="8" r="4"/>""");

    private static Markup Mark(Interval? score) => score is null
        ? Markup.Empty
        : Markup.Of($"""<line class="teacher" x1="{Parts.X(score.Value)}" x2="{Parts.X(score.Value)}" y1="1" y2="15"/>""");

    // An interval of a handful of questions says little, so it gets no color.
    private static string Kind(Difference change) => change switch
    {
        { Count: < SliceScores.Few } => "",
        { High: < 0 } => "bad",
        { Low: > 0 } => "good",
        _ => "",
    };

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
