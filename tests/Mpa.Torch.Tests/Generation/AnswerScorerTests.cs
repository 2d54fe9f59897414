using Mpa.Torch.Tests.Golden;

namespace Mpa.Torch.Tests.Generation;

public sealed class AnswerScorerTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("loss", GoldenCase.AllFamilies);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_mean_log_probability_is_the_loss_of_the_public_implementation(string name)
    {
        // Given
        using GoldenChats golden = new(name);

        // When
        IReadOnlyList<ScoredAnswer> scores = AnswerScorer.Run(
            golden.Parts.Network,
            [.. golden.Rows.Select(row => row.Chat)],
            [.. golden.Features.SelectMany(row => row)]);

        // Then
        Assert.Equal(golden.Golden.Labels(), scores.SelectMany(score => score.Tokens));
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
            golden.Parts.Network,
            [.. golden.Rows.Select(row => row.Chat)],
            [.. golden.Features.SelectMany(row => row)]);

        // When, then
        Assert.All(Enumerable.Range(0, together.Count), i =>
        {
            ScoredAnswer alone = Assert.Single(
                AnswerScorer.Run(golden.Parts.Network, [golden.Rows[i].Chat], golden.Features[i]));
            Assert.Equal(together[i].Tokens, alone.Tokens);
            Assert.Equal(together[i].Sum, alone.Sum, 1e-3);
        });
    }
}
