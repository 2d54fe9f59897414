using Mpa.Torch.Generation;
using Mpa.Torch.Tests.Golden;

namespace Mpa.Torch.Tests.Generation;

public sealed class AnswerScorerTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("loss", "idefics3", "smolvlm");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_mean_log_probability_is_the_loss_of_the_public_implementation(string name)
    {
        // Given
        using GoldenChats golden = new(name);

        // When
        IReadOnlyList<ScoredAnswer> scores = AnswerScorer.Run(
            golden.Parts.Network, [.. golden.Rows.Select(row => row.Chat)], [.. golden.Rows.SelectMany(row => row.Features)]);

        // Then
        Assert.Equal(golden.Json.GetProperty("label_tokens").GetInt32(), scores.Sum(score => score.Tokens.Count));
        Assert.All(scores, score => Assert.Equal(score.Tokens.Count, score.LogProbabilities.Count));
        double mean = scores.Sum(score => score.Sum) / scores.Sum(score => score.Tokens.Count);
        Near.Relative(golden.Json.GetProperty("loss").GetDouble(), -mean, 1e-5, "loss");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_answer_scores_alone_as_it_does_in_a_batch(string name)
    {
        // Given
        using GoldenChats golden = new(name);
        IReadOnlyList<ScoredAnswer> together = AnswerScorer.Run(
            golden.Parts.Network, [.. golden.Rows.Select(row => row.Chat)], [.. golden.Rows.SelectMany(row => row.Features)]);

        // When, then
        Assert.All(golden.Rows.Zip(together), pair =>
        {
            ScoredAnswer alone = Assert.Single(AnswerScorer.Run(golden.Parts.Network, [pair.First.Chat], pair.First.Features));
            Assert.Equal(pair.Second.Tokens, alone.Tokens);
            Assert.Equal(pair.Second.Sum, alone.Sum, 1e-3);
        });
    }
}
