using Mpa.Parity;

namespace Mpa.Reports.Html;

/// <summary>Judged pairs with their images; radio buttons filter them by verdict, without any script.</summary>
internal static class ExamplesSection
{
    public static Markup Write(IReadOnlyList<ExamplePair> examples, ImageEmbedder images) => examples.Count == 0
        ? Markup.Empty
        : Parts.Section(
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
        {verdicts.Select(verdict => Markup.Of($"""<label><input type="radio" name="verdict" id="show-{verdict.ToString()}"/> {VerdictNames.Of(verdict)}</label>"""))}
        </fieldset>
        """);

    private static Markup Card(ExamplePair example, ImageEmbedder images)
    {
        ParityExample pair = example.Pair;
        string? url = example.Image is null ? null : images.OfRun(example.Image);
        return Markup.Of($"""
            <article class="card v-{pair.Verdict.ToString()}">{Parts.Image(url, pair.ImageId)}
            <div><p class="tag verdict">{VerdictNames.Of(pair.Verdict)}</p>
            <p class="question">{pair.Question}</p>
            <dl><dt>pseudo</dt><dd>{pair.Answer}</dd>{Answer("teacher", pair.TeacherAnswer, pair.TeacherScore, TeacherClass(pair.Verdict))}{Answer("student", pair.StudentAnswer, pair.StudentScore, StudentClass(pair.Verdict))}</dl>
            {Details(example)}</div></article>

            """);
    }

    private static string TeacherClass(Verdict verdict) => Class(verdict, verdict is Verdict.Kept or Verdict.KnownToBoth);

    private static string StudentClass(Verdict verdict) => Class(verdict, verdict is Verdict.TeacherInconsistent or Verdict.KnownToBoth);

    private static string Class(Verdict verdict, bool matches) => verdict == Verdict.Unanswered ? "" : matches ? "good" : "bad";

    private static Markup Answer(string who, string answer, double score, string kind) => answer.Length == 0
        ? Markup.Of($"""<dt>{who}</dt><dd class="of">no answer</dd>""")
        : Markup.Of($"""<dt>{who}</dt><dd class="{kind}">{answer} <span class="span">{Figures.Fixed(score, 2)}</span></dd>""");

    private static Markup Details(ExamplePair example) => example.RawReply is null
        ? Markup.Empty
        : Markup.Of($"""<details><summary>row {example.Pair.Id}</summary><pre>{example.RawReply}</pre></details>""");
}
