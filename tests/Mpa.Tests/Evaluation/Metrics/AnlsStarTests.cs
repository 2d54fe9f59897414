using System.Text.Json;
using Mpa.Evaluation.Metrics;
using Mpa.Testing;

namespace Mpa.Tests.Evaluation.Metrics;

public sealed class AnlsStarTests
{
    private const string Receipt = """{"total": "12.50", "items": ["Coffee", "Tea"], "vendor": null}""";

    private static readonly AnswerMetric Metric = AnswerMetrics.Named("anls-star");

    [Fact]
    public void Every_structured_answer_scores_as_the_public_function()
    {
        string[] lines = File.ReadAllLines(Repository.Golden("statistics/structured-answers.jsonl"));

        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            JsonElement row = JsonElement.Parse(line);
            Assert.Equal(row.GetProperty("score").GetDouble(), Ours(row), 1e-9);
        });
    }

    [Theory]
    [InlineData("""{"vendor": null, "items": ["tea", "coffee"], "total": "12.50"}""", 1)]
    [InlineData("""{"total": "12.50", "items": ["Coffee", "Tea"]}""", 1)]
    [InlineData("""{"total": 12.50, "items": ["Coffee", "Tea"], "vendor": ""}""", 1)]
    [InlineData("""{"total": "12.50", "items": ["Coffee"]}""", 0.75)]
    [InlineData("""{"total": "12.50", "items": ["Coffee", "Tea"], "vendor": "Café"}""", 0.75)]
    [InlineData("{}", 0.25)]
    [InlineData("12.50", 0)]
    [InlineData("I can't read it.", 0)]
    public void A_map_is_compared_key_by_key_and_its_lists_in_any_order(string said, double score) =>
        Assert.Equal(score, Metric.Score(said, [Receipt]), 9);

    [Theory]
    [InlineData("```json\n{\"total\": \"12.50\", \"items\": [\"Coffee\", \"Tea\"], \"vendor\": null}\n```")]
    [InlineData("As [1] says:\n{'total': '12.50', 'items': ['Coffee', 'Tea',],}")]
    [InlineData("{total: 12.50, items: [\"Coffee\" \n \"Tea\"], vendor: None // unreadable\n}")]
    [InlineData("{“total”: “12.50”, “items”: [“Coffee”, “Tea”]")]
    public void A_reply_that_is_nearly_JSON_counts_as_what_it_means(string said) =>
        Assert.Equal(1, Metric.Score(said, [Receipt]), 9);

    [Theory]
    [InlineData("total", "[total]", 0.714285714)]
    [InlineData("[illegible]", "[illegible]", 1)]
    [InlineData("12", "12.0", 0.5)]
    [InlineData("{12}", "{12}", 1)]
    public void A_text_stays_a_text(string accepted, string said, double score) =>
        Assert.Equal(score, Metric.Score(said, [accepted]), 6);

    [Fact]
    public void Two_numbers_are_equal_however_they_are_written() =>
        Assert.Equal(1, Metric.Score("""{"total": 12.50}""", ["""{"total": 12.5}"""]));

    [Fact]
    public void The_best_of_several_accepted_answers_counts() =>
        Assert.Equal(1, Metric.Score("[\"b\", \"a\"]", ["c", "[\"a\", \"b\"]"]));

    [Theory]
    [InlineData("""{"a": "1", "b": "2", "c": "3", "d": "4", "e": "6"}""", true)]
    [InlineData("""{"a": "1", "b": "2", "c": "3", "d": "5", "e": "6"}""", false)]
    public void Two_answers_are_the_same_from_four_fields_of_five_on(string said, bool same)
    {
        double match = Metric.Match(said, """{"a": "1", "b": "2", "c": "3", "d": "4", "e": "5"}""");

        Assert.Equal(same, match >= Metric.MatchThreshold);
    }

    private static double Ours(JsonElement row)
    {
        string[] accepted = row.TryGetProperty("one_of", out JsonElement several)
            ? [.. several.EnumerateArray().Select(Text)]
            : [Text(row.GetProperty("truth"))];
        return Metric.Score(Text(row.GetProperty("prediction")), accepted);
    }

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
