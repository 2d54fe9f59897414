using System.Text.Json;
using Mpa.Models;
using Mpa.Testing;

namespace Mpa.Torch.Tests.Generation;

/// <summary>Every stored reply of the trained pair in the goldens folder.</summary>
public sealed class TrainedPairTests
{
    private const int BatchSize = 50;

    private static string Folder => Path.Combine(Repository.Goldens, "trained");

    [Theory]
    [InlineData("teacher", "questions.jsonl", 6)]
    [InlineData("student", "questions.jsonl", 6)]
    [InlineData("teacher", "annotations.jsonl", 40)]
    public async Task Replies_equal_those_of_the_public_implementation(string who, string file, int newTokens)
    {
        // Given
        Assert.SkipUnless(Directory.Exists(Folder), $"no trained pair in {Repository.Goldens}");
        using TorchModel model = TorchModel.Load(Path.Combine(Folder, who), new TorchModelOptions { Threads = 1 });
        JsonElement[] rows = [.. File.ReadLines(Path.Combine(Folder, file)).Select(line => JsonElement.Parse(line))];

        // When
        List<ModelReply> replies = [];
        foreach (JsonElement[] batch in rows.Chunk(BatchSize))
        {
            replies.AddRange(await model.AskAsync([.. batch.Select(row => Request(row, newTokens))], TestContext.Current.CancellationToken));
        }

        // Then
        Assert.NotEmpty(rows);
        Assert.All(replies, reply => Assert.Null(reply.Error));
        Assert.Equal(rows.Select(row => row.GetProperty(who).GetString()), replies.Select(reply => reply.Text));
    }

    private static ModelRequest Request(JsonElement row, int newTokens) => new(
        [Path.Combine(Folder, "images", row.GetProperty("image").GetString()!)],
        row.GetProperty("prompt").GetString()!,
        new SamplingOptions(newTokens));
}
