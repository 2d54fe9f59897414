using System.Text.Json;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
using Mpa.Testing;

namespace Mpa.Tests.Evaluation.Metrics;

public sealed class GoldenScoresTests
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["relaxed_accuracy"] = "relaxed",
        ["vqa_accuracy"] = "vqa",
        ["anls"] = "anls",
        ["containment"] = "contains",
    };

    public static TheoryData<string> Files() => [.. Directory.EnumerateFiles(Repository.Golden("metrics"), "*.jsonl")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_row_scores_as_the_public_function(string file)
    {
        // Given
        GoldenScore[] rows =
            [.. File.ReadLines(file).Select(line => JsonSerializer.Deserialize<GoldenScore>(line, MpaJson.Line)!)];

        // When
        string[] wrong =
        [
            .. rows.Where(row => Math.Abs(Ours(row) - row.Score) > 1e-9)
                .Select(row => $"{row.Metric} \"{row.Prediction}\": {Ours(row)}, not {row.Score}"),
        ];

        // Then
        Assert.NotEmpty(rows);
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {rows.Length} differ:\n{string.Join('\n', wrong.Take(20))}");
    }

    private static double Ours(GoldenScore row) =>
        AnswerMetrics.Named(Names[row.Metric]).Score(row.Prediction, row.Answers);

    private sealed record GoldenScore(string Metric, string Prediction, string[] Answers, double Score);
}
