using Mpa.Models;
using Mpa.Parity;

namespace Mpa.Reports.Html;

/// <summary>How many came in, went on and were dropped, and why.</summary>
internal static class FunnelSection
{
    public static Markup Write(RunReport report)
    {
        long widest = Math.Max(1, report.Funnel.Max(step => step.In));
        return PageParts.Section(
            "funnel",
            "From images to what is worth learning",
            "Solid went on, pale was dropped; each bar is drawn to the same scale.",
            Markup.Of($"""<ol class="funnel">{report.Funnel.Select(step => Step(step, widest))}</ol>"""),
            string.Join(", ", report.Funnel.SelectMany(step => step.Source.Split(", ")).Distinct()));
    }

    private static Markup Step(FunnelStep step, long widest)
    {
        string passed = Figures.Count(step.Out), whole = $"of {Figures.Count(step.In)} {step.Unit}";
        return Markup.Of($"""
            <li><p><span>{step.Name}</span> <b>{passed}</b> <span class="of">{whole}</span></p>
            {Bar(step, $"{passed} {whole} went on", widest)}
            {Dropped(step)}</li>
            """);
    }

    private static Markup Bar(FunnelStep step, string told, long widest)
    {
        Markup entered = Markup.Of($"""<rect class="in" width="{Width(step.In)}" height="14" rx="3"/>""");
        Markup passed = Markup.Of($"""<rect class="out" width="{Width(step.Out)}" height="14" rx="3"/>""");
        return Markup.Of($"""<svg role="img" aria-label="{told}" width="100%" height="14">{entered}{passed}</svg>""");

        string Width(long count) => PageParts.X((double)count / widest);
    }

    private static Markup Dropped(FunnelStep step)
    {
        IEnumerable<Markup> reasons =
            step.Dropped.Select(pair => Markup.Of($"<span>{Figures.Count(pair.Value)} {pair.Key}</span> "));
        return step.Dropped.Count == 0 ? Markup.Empty : Markup.Of($"""<p class="dropped">{reasons}</p>""");
    }
}

/// <summary>The teacher × student table of the pairs.</summary>
internal static class ParitySection
{
    public static Markup Write(RunReport report) => PageParts.Section(
        "parity",
        "Teacher × student",
        "Each pseudo question was asked again. Only what the teacher repeats and the student misses is kept.",
        report.Table2x2 is { } table
            ? Markup.Of($"{Table(table)}{Kinds(report.Kinds)}{Judged(report.PairJudge)}")
            : Markup.Of($"""<p class="empty">No pair has been judged yet.</p>"""),
        "3-parity.jsonl");

    private static Markup Table(ParityTable table)
    {
        Markup kept = Cell(table, Verdict.Kept, "kept"), both = Cell(table, Verdict.KnownToBoth, "both");
        Markup neither = Cell(table, Verdict.MissedByBoth, "neither", ": noise");
        Markup inconsistent = Cell(table, Verdict.TeacherInconsistent, "inconsistent");
        return Markup.Of($"""
            <table class="parity">
            <caption class="hidden">Judged pairs by whether the teacher and the student give the pseudo answer</caption>
            <thead><tr><td></td>{PageParts.Heads("Student misses it", "Student knows it")}</tr></thead>
            <tbody>
            <tr>{PageParts.RowHead("Teacher repeats it")}{kept}{both}</tr>
            <tr>{PageParts.RowHead("Teacher does not")}{neither}{inconsistent}</tr>
            </tbody>
            </table>
            {Unanswered(table.Unanswered)}{Disputed(table.Disputed)}
            """);
    }

    private static Markup Judged(JudgedPairs? judged) =>
        judged is null ? Markup.Empty : Markup.Of($"""<p class="lead">{judged.Told}</p>""");

    private static Markup Kinds(IReadOnlyList<KindPairs> kinds)
    {
        Markup heads = PageParts.Heads("Kind", "Pairs:", "Kept:", "Known:", "Missed:", "Inconsistent:");
        return kinds.Count == 0 ? Markup.Empty : Markup.Of($"""
            <div class="scroll"><table>
            <caption>By kind of question</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{kinds.Select(Row)}</tbody>
            </table></div>
            """);
    }

    private static Markup Row(KindPairs kind)
    {
        ParityTable? table = kind.Table;
        Markup figures = PageParts.Numbers(
            $"{Figures.Count(kind.Pairs)} of {Figures.Count(kind.Requests)}",
            table is null ? Figures.None : $"{Figures.Count(table.Kept)} ({Figures.Share(table.Kept, table.Decided)})",
            Figures.Count(table?.KnownToBoth ?? 0),
            Figures.Count(table?.MissedByBoth ?? 0),
            Figures.Count(table?.TeacherInconsistent ?? 0));
        return Markup.Of($"<tr>{PageParts.RowHead(kind.Kind)}{figures}</tr>");
    }

    private static Markup Cell(ParityTable table, Verdict verdict, string kind, string meaning = "")
    {
        int count = table.Count(verdict);
        Markup share = Markup.Of($"""<span class="share">{Figures.Share(count, table.Decided)}</span>""");
        Markup what = Markup.Of($"""<span class="what">{Wording.Of(verdict) + meaning}</span>""");
        return Markup.Of($"""<td class="{kind}"><b>{Figures.Count(count)}</b>{share}{what}</td>""");
    }

    private static Markup Disputed(int count) => count == 0 ? Markup.Empty : Markup.Of($"""
        <p class="lead">{Figures.Count(count)} more would be kept, and a second opinion gave another answer.</p>
        """);

    private static Markup Unanswered(int count) => count == 0 ? Markup.Empty : Markup.Of($"""
        <p class="lead">{Figures.Count(count)} more could not be judged, since a model gave no answer.</p>
        """);
}

/// <summary>Pairs with their images; radio buttons filter them by verdict, without any script.</summary>
internal static class ExamplesSection
{
    public static Markup Write(IReadOnlyList<ExamplePair> examples, ImageEmbedder images) => examples.Count == 0
        ? Markup.Empty
        : PageParts.Section(
            "examples",
            "Kept and dropped pairs",
            "The teacher wrote question and answer from the image alone; then both models were asked the question.",
            Markup.Of($"""
                {Filter([.. examples.Select(example => example.Pair.Verdict).Distinct()])}
                <div class="cards">{examples.Select(example => Card(example, images))}</div>
                """),
            "3-parity.jsonl, 1-annotations.jsonl, 0-images.jsonl");

    private static Markup Filter(IReadOnlyList<Verdict> verdicts) => Markup.Of($"""
        <fieldset class="filter"><legend class="hidden">Show pairs by verdict</legend>
        <label><input type="radio" name="verdict" id="show-all" checked="checked"/> all</label>
        {verdicts.Select(Choice)}
        </fieldset>
        """);

    private static Markup Choice(Verdict verdict)
    {
        Markup button = Markup.Of($"""<input type="radio" name="verdict" id="show-{verdict.ToString()}"/>""");
        return Markup.Of($"<label>{button} {Wording.Of(verdict)}</label>");
    }

    private static Markup Card(ExamplePair example, ImageEmbedder images)
    {
        ParityExample pair = example.Pair;
        Markup teacher = Answer(ModelRole.Teacher, pair.TeacherAnswer, pair.TeacherScore, pair.Verdict);
        Markup student = Answer(ModelRole.Student, pair.StudentAnswer, pair.StudentScore, pair.Verdict);
        return Markup.Of($"""
            <article class="card v-{pair.Verdict.ToString()}">{PageParts.Images(images.OfPair(example), pair.ImageId)}
            <div><p class="tag verdict">{Wording.Of(pair.Verdict)}</p>
            <p class="question">{pair.Question}</p>
            <dl><dt>pseudo</dt><dd>{pair.Answer}</dd>{teacher}{student}</dl>
            {Details(example)}</div></article>

            """);
    }

    private static Markup Answer(ModelRole role, string answer, double score, Verdict verdict)
    {
        string who = Wording.Of(role);
        Markup told = Markup.Of($"""{answer} <span class="span">{Figures.Fixed(score, 2)}</span>""");
        return answer.Length == 0
            ? Markup.Of($"""<dt>{who}</dt><dd class="of">no answer</dd>""")
            : Markup.Of($"""<dt>{who}</dt><dd class="{Kind(role, verdict)}">{told}</dd>""");
    }

    // Whether the model gave the pseudo answer, as the verdict has it.
    private static string Kind(ModelRole role, Verdict verdict) => (verdict, role) switch
    {
        (Verdict.Unanswered, _) => "",
        (Verdict.KnownToBoth, _) or (Verdict.Kept, ModelRole.Teacher) => "good",
        (Verdict.TeacherInconsistent, ModelRole.Student) => "good",
        _ => "bad",
    };

    private static Markup Details(ExamplePair example) => example.RawReply is null ? Markup.Empty : Markup.Of(
        $"<details><summary>row {example.Pair.Id}</summary><pre>{example.RawReply}</pre></details>");
}
