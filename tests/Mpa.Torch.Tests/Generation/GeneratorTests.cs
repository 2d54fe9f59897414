using Mpa.Models;

namespace Mpa.Torch.Tests.Generation;

public sealed class GeneratorTests
{
    [Fact]
    public async Task A_sampled_reply_depends_on_its_seed_and_not_on_its_batch()
    {
        // Given
        using TorchModel model = TrainedPair.Open("teacher");
        ModelRequest[] requests = [.. Enumerable.Range(0, 6).SelectMany(seed =>
            TrainedPair.Mixed(new SamplingOptions(24, Temperature: 1.2, TopP: 0.95, Seed: (ulong)seed)))];

        // When
        IReadOnlyList<ModelReply> together = await model.AskAsync(requests, TestContext.Current.CancellationToken);

        // Then
        Assert.True(together.Select(reply => reply.Text).Distinct().Count() > 4);
        for (int i = 0; i < requests.Length; i++)
        {
            ModelReply alone = await TrainedPair.AskAsync(model, requests[i]);
            Assert.Equal(together[i].Text, alone.Text);
        }
    }

    [Fact]
    public async Task The_size_of_a_batch_changes_no_reply()
    {
        // Given: replies end at different steps, so that rows are dropped on the way.
        ModelRequest[] requests =
            [.. Enumerable.Range(1, 8).SelectMany(length => TrainedPair.Mixed(new SamplingOptions(length * 4)))];
        using TorchModel wide = TrainedPair.Open("teacher");
        using TorchModel narrow = TrainedPair.Open("teacher", batchSize: 3);

        // When
        IReadOnlyList<ModelReply> expected = await narrow.AskAsync(requests, TestContext.Current.CancellationToken);
        IReadOnlyList<ModelReply> actual = await wide.AskAsync(requests, TestContext.Current.CancellationToken);

        // Then
        Assert.Equal(
            expected.Select(reply => (reply.Text, reply.ReplyTokens)),
            actual.Select(reply => (reply.Text, reply.ReplyTokens)));
    }
}
