using System.Text.RegularExpressions;

namespace Mpa.DemoWorld.Tests;

public sealed class QuestionWriterTests
{
    [Fact]
    public void Every_answer_follows_from_the_pixels()
    {
        WorldRandom random = new(4, 0, 0);
        for (int at = 0; at < 200; at++)
        {
            ChartSample sample = Sample.Of(at, ChartKinds.All[at % 4]);
            Series[] read = new ChartReader(sample.Image, sample.Chart.Kind, sample.Chart.Style.Grid).Read();
            foreach (QuestionKind kind in QuestionWriter.Kinds.Where(kind => QuestionWriter.CanAsk(sample.Chart, kind)))
            {
                ChartQuestion question = QuestionWriter.Ask(sample.Chart, kind, random);

                Assert.Equal(AnswerInWords(question.Question, read), question.Answer);
            }
        }
    }

    [Fact]
    public void A_shared_highest_or_lowest_value_has_no_color_to_ask_for()
    {
        Chart tied = Sample.With(("red", 9), ("blue", 9), ("green", 2), ("pink", 2));

        Assert.False(QuestionWriter.CanAsk(tied, QuestionKind.Highest));
        Assert.False(QuestionWriter.CanAsk(tied, QuestionKind.Lowest));
        Assert.Throws<ArgumentException>(() =>
            QuestionWriter.Ask(tied, QuestionKind.Highest, new WorldRandom(1, 1, 1)));
        Assert.Equal("9", QuestionWriter.Answer(tied, QuestionKind.Maximum));
        Assert.Equal("2", QuestionWriter.Answer(tied, QuestionKind.Minimum));
    }

    [Fact]
    public void A_tie_elsewhere_does_not_hide_the_highest()
    {
        Chart chart = Sample.With(("red", 3), ("blue", 9), ("green", 3));

        Assert.True(QuestionWriter.CanAsk(chart, QuestionKind.Highest));
        Assert.False(QuestionWriter.CanAsk(chart, QuestionKind.Lowest));
        Assert.Equal("blue", QuestionWriter.Answer(chart, QuestionKind.Highest));
    }

    [Fact]
    public void Yes_and_no_are_balanced()
    {
        WorldRandom random = new(6, 0, 0);
        Chart[] charts = [.. Enumerable.Range(0, 4000).Select(at => Sample.Of(at, ChartKind.Bar).Chart)];

        int yes = charts.Count(chart => QuestionWriter.Ask(chart, QuestionKind.Present, random).Answer == "Yes");

        Assert.InRange(yes, 1900, 2100);
    }

    [Fact]
    public void Answers_are_one_word_and_questions_are_sentences()
    {
        foreach (ChartQuestion question in Ask(2000))
        {
            Assert.Matches("^([1-9]|[a-z]+|Yes|No)$", question.Answer);
            Assert.Matches("^[A-Z][a-z]+( [a-z]+)+\\?$", question.Question);
            Assert.DoesNotMatch("\\ba [aeiou]", question.Question);
        }
    }

    [Fact]
    public void The_questions_about_one_chart_are_these()
    {
        Chart chart = Sample.With(("orange", 4), ("blue", 7), ("pink", 2));
        WorldRandom random = new(8, 0, 0);
        var rows = QuestionWriter.Kinds
            .SelectMany(kind => Enumerable.Range(0, 200).Select(_ => QuestionWriter.Ask(chart, kind, random)))
            .Select(question => $"{question.Kind.Name()}: {question.Question} {question.Answer}");

        Testing.Snapshot.Match(string.Join("\n", rows.Distinct().Order(StringComparer.Ordinal)), "Questions");
    }

    private static IEnumerable<ChartQuestion> Ask(int count)
    {
        WorldRandom random = new(7, 0, 0);
        QuestionKind[] kinds = [.. QuestionWriter.Kinds.Except([QuestionKind.Highest, QuestionKind.Lowest])];
        return Enumerable.Range(0, count)
            .Select(at => QuestionWriter.Ask(Sample.Of(at, ChartKind.Line).Chart, kinds[at % kinds.Length], random));
    }

    /// <summary>Answers from the words of the question alone, without the writer's kinds.</summary>
    private static string AnswerInWords(string question, Series[] read)
    {
        Series[] ordered = [.. read.OrderBy(series => series.Value)];
        string? color = SeriesColors.Names.FirstOrDefault(name => Regex.IsMatch(question, $"\\b{name}\\b"));
        return question switch
        {
            _ when question.StartsWith("How many", StringComparison.Ordinal) => $"{read.Length}",
            _ when Regex.IsMatch(question, "^(Is|Does)") => read.Any(series => series.Color == color) ? "Yes" : "No",
            _ when color is not null => $"{read.Single(series => series.Color == color).Value}",
            _ when Regex.IsMatch(question, "^What .*(highest|maximum)") => $"{ordered[^1].Value}",
            _ when Regex.IsMatch(question, "^What .*(lowest|minimum)") => $"{ordered[0].Value}",
            _ when question.Contains("highest", StringComparison.Ordinal) => ordered[^1].Color,
            _ when question.Contains("lowest", StringComparison.Ordinal) => ordered[0].Color,
            _ when question.Contains("first", StringComparison.Ordinal) => read[0].Color,
            _ => read[^1].Color,
        };
    }
}
