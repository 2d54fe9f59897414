using FsCheck.Xunit;
using Mpa.Reports.Quality;

namespace Mpa.Tests.Reports.Quality;

public sealed class DataQualityTests
{
    [Theory]
    [InlineData("empty", "", "red")]
    [InlineData("empty", "What is it?", "  ")]
    [InlineData("placeholder", "What is it?", "Null")]
    [InlineData("placeholder", "What is it?", "N/A.")]
    [InlineData("refusal", "What is it?", "The text is not visible.")]
    [InlineData("refusal", "What is it?", "It cannot be determined from the image")]
    [InlineData("refusal", "What is it?", "Sorry, I can't tell")]
    [InlineData("markup left over", "** What is it?", "red")]
    [InlineData("markup left over", "What is it?", "Answer: red")]
    [InlineData("markup left over", "What is it?", "red<|im_end|>")]
    [InlineData("answer inside the question", "Which shop does the shopping?", "Shop.")]
    [InlineData("the same with spaces dropped", "Is there an orange series?", "No")]
    [InlineData("more than 3 words", "What is it?", "a very red car")]
    [InlineData("more than 15 words", "What is it?", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16")]
    [InlineData("ends with a full stop", "What is it?", "Red. ")]
    [InlineData("yes or no", "Is it red?", "No!")]
    [InlineData("no question mark", "What is it", "red")]
    [InlineData("letters outside ASCII", "What is it?", "José")]
    [InlineData("Chinese, Japanese or Korean letters", "What is it?", "红色")]
    public void A_rule_finds_what_it_is_for(string rule, string question, string answer) =>
        Assert.Equal(1, Count(rule, question, answer));

    [Theory]
    [InlineData("placeholder", "How many?", "none")]
    [InlineData("refusal", "What is it?", "a visible sign")]
    [InlineData("markup left over", "What is 3 * 4?", "a_b < c")]
    [InlineData("answer inside the question", "What is it?", "?!")]
    [InlineData("answer inside the question", "Which shopping is it?", "shop")]
    [InlineData("the same with spaces dropped", "What is it?", "?!")]
    [InlineData("more than 3 words", "What is it?", "a red car")]
    [InlineData("ends with a full stop", "What is it?", "3.5")]
    [InlineData("Chinese, Japanese or Korean letters", "What is it?", "Straße")]
    public void A_rule_leaves_the_rest_alone(string rule, string question, string answer) =>
        Assert.Equal(0, Count(rule, question, answer));

    [Fact]
    public void Repeats_lengths_and_chance_are_counted()
    {
        // Given
        QuotedPair[] pairs =
        [
            new("What is it?", "Decoration", "a.png"),
            new("what is it", "decoration.", "b.png"),
            new("Why is it red?", "to warn", "b.png"),
            new("What is that thing?", "a sign that says stop", null),
        ];

        // When
        DataQuality quality = DataQuality.Of(pairs)!;

        // Then
        Assert.Equal(
            (4, 2, 3, 3), (quality.Pairs, quality.Images, quality.Questions.Distinct, quality.Answers.Distinct));
        Assert.Equal([new NamedCount("What is it?", 2)], quality.Questions.Commonest);
        Assert.Equal([new NamedCount("Decoration", 2)], quality.Answers.Commonest);
        Assert.Equal([new("1", 2), new("2", 1), new("4 to 5", 1)], quality.Lengths.Counts);
        Assert.Equal((2.25, 5), (quality.Lengths.Mean, quality.Lengths.Longest));
        Assert.Equal(1.0 / 6, quality.Chance.Single(chance => chance.Matcher == "exact").Rate, 0.02);
    }

    [Property]
    public bool Counts_and_names_are_those_of_the_whole_list_though_it_is_only_gone_through(byte[] letters)
    {
        QuotedPair[] pairs =
        [
            .. letters.Select(letter => new QuotedPair(
                new string('a', letter % 13) + (letter % 2 == 0 ? " " : "?"), $"{letter % 11}.", null)),
        ];
        if (pairs.Length == 0)
        {
            return true;
        }

        DataQuality quality = DataQuality.Of(pairs.Select(pair => pair))!;

        IGrouping<string, string>[] questions =
            [.. pairs.Select(pair => pair.Question).GroupBy(text => text.Trim().TrimEnd('?'))];
        IEnumerable<NamedCount> commonest = questions
            .Where(same => same.Count() > 1)
            .Select(same => new NamedCount(same.First().Trim(), same.Count()))
            .OrderByDescending(text => text.Count)
            .ThenBy(text => text.Name, StringComparer.Ordinal)
            .Take(8);
        QuotedPair[] unasked = [.. pairs.Where(pair => !pair.Question.EndsWith('?'))];
        int shown = Math.Min(3, unasked.Length);
        QualityFinding finding = quality.Findings.Single(one => one.Rule == "no question mark");
        return quality.Questions.Distinct == questions.Length
            && quality.Questions.Commonest.SequenceEqual(commonest)
            && finding.Count == unasked.Length
            && finding.Quoted.SequenceEqual(
                Enumerable.Range(0, shown).Select(place => unasked[place * unasked.Length / shown]));
    }

    [Fact]
    public void Of_no_pair_nothing_is_said() => Assert.Null(DataQuality.Of([]));

    private static int Count(string rule, string question, string answer)
    {
        DataQuality quality = DataQuality.Of([new QuotedPair(question, answer, null)])!;
        return quality.Findings.Single(finding => finding.Rule == rule).Count;
    }
}
