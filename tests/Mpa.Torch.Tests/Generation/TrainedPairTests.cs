using System.Text.Json;
using Mpa.Models;
using Mpa.Torch.Generation;

namespace Mpa.Torch.Tests.Generation;

/// <summary>Every stored reply of the trained pair in the goldens folder.</summary>
public sealed class TrainedPairTests
{
    private const int BatchSize = 50;

    [Theory]
    [InlineData("teacher", "questions.jsonl", 6)]
    [InlineData("student", "questions.jsonl", 6)]
    [InlineData("teacher", "annotations.jsonl", 40)]
    public async Task Replies_equal_those_of_the_public_implementation(string who, string file, int newTokens)
    {
        // Given
        using TorchModel model = TrainedPair.Open(who);
        JsonElement[] rows = TrainedPair.Rows(file);

        // When
        List<ModelReply> replies = [];
        foreach (JsonElement[] batch in rows.Chunk(BatchSize))
        {
            ModelRequest[] requests = [.. batch.Select(row => TrainedPair.Request(row, new SamplingOptions(newTokens)))];
            replies.AddRange(await model.AskAsync(requests, TestContext.Current.CancellationToken));
        }

        // Then
        Assert.NotEmpty(rows);
        Assert.All(replies, reply => Assert.Null(reply.Error));
        Assert.Equal(rows.Select(row => row.GetProperty(who).GetString()), replies.Select(reply => reply.Text));
    }

    [Fact]
    public async Task The_models_own_reply_is_likelier_than_another_answer()
    {
        // Given
        using TorchModel model = TrainedPair.Open("teacher");
        ModelRequest request = TrainedPair.Mixed(new SamplingOptions(6))[0];
        ModelReply reply = Assert.Single(await model.AskAsync([request], TestContext.Current.CancellationToken));
        AnswerToScore Answer(string text) => new(request.Images, request.Prompt, text);

        // When
        IReadOnlyList<ScoredAnswer> scores = await model.ScoreAsync(
            [Answer(reply.Text), Answer("no such bar"), Answer("<image>")], TestContext.Current.CancellationToken);

        // Then
        Assert.InRange(scores[0].Sum, scores[1].Sum, 0);
        Assert.Equal(reply.ReplyTokens, scores[0].Tokens.Count);
        Assert.Contains("<image>", scores[2].Error);
    }
}
