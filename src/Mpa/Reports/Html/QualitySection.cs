namespace Mpa.Reports.Html;

/// <summary>What the pseudo pairs are like.</summary>
internal static class QualitySection
{
    public static Markup Write(DataQuality? quality) => quality is null
        ? Markup.Empty
        : Parts.Section(
            "quality",
            "The pseudo pairs",
            $"{Figures.Count(quality.Pairs)} readable pairs, before the parity rule.",
            Markup.Of($"""
                <dl class="facts">
                {Fact(Figures.Percent(quality.DistinctQuestions), "distinct questions", "of all pairs")}
                {Fact(Figures.Fixed(quality.MeanAnswerWords, 1), "words in an answer", "on average")}
                {Fact(Figures.Percent(quality.LongAnswers), "long answers", "more than five words: a short re-answer hardly repeats them")}
                {Fact(Figures.Percent(quality.AnswerInQuestion), "answers inside their question", "these may be guessed without the image")}
                {Fact(Figures.Percent(quality.CommonestShare), "are the commonest answer", $"“{quality.CommonestAnswer}”")}
                {Fact(Figures.Percent(quality.ChanceRate), "chance matches", $"how often “{quality.Matcher}” accepts another pair's answer")}
                </dl>
                """),
            "1-annotations.jsonl");

    private static Markup Fact(string figure, string name, string note) => Markup.Of($"""
        <div><dt>{name}<span class="span">{note}</span></dt><dd>{figure}</dd></div>

        """);
}
