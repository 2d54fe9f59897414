using Mpa.Evaluation.Metrics;

namespace Mpa.Tests.Evaluation.Metrics;

public sealed class AnswerMetricsTests
{
    [Theory]
    [InlineData("exact", 1)]
    [InlineData("VQA", 0.5)]
    public void A_metric_is_found_in_any_case_and_knows_its_threshold(string name, double threshold) =>
        Assert.Equal(threshold, AnswerMetrics.Named(name).MatchThreshold);

    [Theory]
    [InlineData("relax", "relaxed")]
    [InlineData("ANSL", "anls")]
    [InlineData("contain", "contains")]
    public void An_unknown_name_suggests_the_nearest(string name, string nearest)
    {
        MpaException error = Assert.Throws<MpaException>(() => AnswerMetrics.Named(name));

        Assert.Contains(
            $"unknown metric \"{name}\": did you mean \"{nearest}\"?", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Yes.", "Yes", 1)]
    [InlineData("Yes", "yes.", 1)]
    [InlineData("**Yes!**", "Yes", 1)]
    [InlineData("\"dark  red\"", "Dark red", 1)]
    [InlineData("the U.S.", "the U.S.", 1)]
    [InlineData("103.", "100", 1)]
    [InlineData("10%.", "0.1", 1)]
    [InlineData("Yes. It is red", "Yes", 0)]
    [InlineData("No", "Yes", 0)]
    public void The_matcher_relaxed_compares_what_was_said_not_how_it_was_punctuated(
        string reply, string pseudoAnswer, double expected) =>
        Assert.Equal(expected, AnswerMetrics.Named("relaxed").Match(reply, pseudoAnswer));

    [Fact]
    public void The_metric_relaxed_stays_the_official_one() =>
        Assert.Equal(0, AnswerMetrics.Named("relaxed").Score("Yes.", ["Yes"]));

    [Theory]
    [InlineData("the")]
    [InlineData("?!")]
    [InlineData(".")]
    [InlineData("")]
    public void An_empty_reply_matches_nothing(string pseudoAnswer) =>
        Assert.All(AnswerMetrics.All, metric => Assert.Equal(0, metric.Match(" ", pseudoAnswer)));

    [Theory]
    [InlineData("exact", "The Red.", "red", 1)]
    [InlineData("exact", "6.8", "68", 0)]
    [InlineData("exact", "-5", "5", 0)]
    [InlineData("exact", "a", "an", 0)]
    [InlineData("f1", "dark red bar", "red bar", 0.8)]
    [InlineData("f1", "red red", "red", 2.0 / 3)]
    [InlineData("relaxed", "104", "100", 1)]
    [InlineData("relaxed", "106", "100", 0)]
    [InlineData("relaxed", "0", "0.0", 0)]
    [InlineData("relaxed", "٥", "5", 1)]
    [InlineData("relaxed", "1_000", "1000", 1)]
    [InlineData("relaxed", "0.1", "10%", 1)]
    [InlineData("relaxed", "1990", "2016", 1)]
    [InlineData("relaxed", "1,000", "1000", 0)]
    [InlineData("relaxed", "$5", "5", 0)]
    [InlineData("relaxed", "-5", "5", 0)]
    [InlineData("relaxed", "\u22125", "-5", 0)]
    [InlineData("relaxed", "5 %", "0.05", 1)]
    [InlineData("relaxed", "5%%", "0.05", 1)]
    [InlineData("relaxed", "10", "10%", 0)]
    [InlineData("relaxed", "0", "0%", 0)]
    [InlineData("relaxed", "nan", "nan", 0)]
    [InlineData("relaxed", "inf", "inf", 0)]
    [InlineData("relaxed", "1e400", "5", 0)]
    [InlineData("relaxed", "nan", "red", 0)]
    [InlineData("relaxed", "\ud835\udfd3", "5", 1)]
    [InlineData("relaxed", "1__0", "10", 0)]
    [InlineData("relaxed", "_1", "1", 0)]
    [InlineData("relaxed", "\u001c5", "5", 0)]
    [InlineData("relaxed", "\u00a05\t", "5", 1)]
    [InlineData("relaxed", "+.5e1", "5", 1)]
    [InlineData("relaxed", "", "", 1)]
    [InlineData("relaxed", "RED", "red", 1)]
    [InlineData("relaxed", " red", "red", 0)]
    [InlineData("contains", "2011", "1", 1)]
    [InlineData("contains", "6.8", "68", 1)]
    [InlineData("contains", "anything", "?!", 1)]
    [InlineData("contains", "", "red", 0)]
    [InlineData("anls", "\u1e96", "x", 0.5)]
    [InlineData("anls", "abcde", "abcde\u1e96", 6.0 / 7)]
    [InlineData("anls", "", "", 1)]
    [InlineData("anls-normalised", " a\tB ", "a b", 1)]
    [InlineData("vqa", "3 .5", "3 5", 0)]
    [InlineData("vqa", "x / y", "x y", 1)]
    [InlineData("vqa", "the", "", 1)]
    [InlineData("vqa", "a.\ud835\udfd3", "a\ud835\udfd3", 0)]
    [InlineData("vqa", "\u6587\u03a3", "\u6587\u03c3", 1)]
    [InlineData("contains", "ΟΔΟΣ", "οδος", 1)]
    [InlineData("vqa", "Two cats!", "2 cats", 1)]
    [InlineData("vqa", "dont", "don't", 1)]
    [InlineData("anls", "kitten", "sitting", 4.0 / 7)]
    [InlineData("anls", "𝒳𝒴z", "𝒳𝒴", 2.0 / 3)]
    public void One_answer_is_scored(string name, string prediction, string answer, double expected) =>
        Assert.Equal(expected, AnswerMetrics.Named(name).Score(prediction, [answer]), 12);

    [Fact]
    public void Anls_divides_by_the_length_that_was_asked_for()
    {
        Assert.Equal(8.0 / 9, Anls.Score("112552.", ["  112552\n"], AnlsLength.AsWritten), 12);
        Assert.Equal(6.0 / 7, Anls.Score("112552.", ["  112552\n"], AnlsLength.Normalized), 12);
    }

    [Fact]
    public void Containment_takes_the_commonest_answer_and_the_first_of_equals()
    {
        Assert.Equal(0, Containment.Score("a red car", ["blue", "red", "blue"]));
        Assert.Equal(1, Containment.Score("a red car", ["red", "blue"]));
        Assert.Equal(0, Containment.Score("a red car", ["blue", "red"]));
    }

    [Fact]
    public void Long_texts_are_scored_too()
    {
        string text = string.Concat(Enumerable.Repeat("one word after another ", 100)), cut = text[..^1];

        Assert.All(AnswerMetrics.All, metric => Assert.Equal(1, metric.Score(text, [text])));
        Assert.InRange(Anls.Score(text + "x", [cut]), 0.99, 0.9999);
    }

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(2, 0.6)]
    [InlineData(3, 0.9)]
    [InlineData(4, 1)]
    public void Vqa_accuracy_leaves_one_of_ten_people_out_at_a_time(int agreeing, double expected)
    {
        string[] answers = [.. Enumerable.Range(0, 10).Select(person => person < agreeing ? "dog" : $"cat {person}")];

        Assert.Equal(expected, VqaAccuracy.Score("Dog", answers), 12);
    }
}
