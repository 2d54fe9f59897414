using System.Text.Json;
using Mpa.Models;

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
            ModelRequest[] requests =
                [.. batch.Select(row => TrainedPair.Request(row, new SamplingOptions(newTokens)))];
            replies.AddRange(await model.AskAsync(requests, TestContext.Current.CancellationToken));
        }

        // Then
        Assert.NotEmpty(rows);
        Assert.All(replies, reply => Assert.Null(reply.Error));
        Assert.Equal(rows.Select(row => row.GetProperty(who).GetString()), replies.Select(reply => reply.Text));
    }
}
