using FsCheck.Xunit;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Generation;
using TorchSharp;

namespace Mpa.Torch.Tests.Generation;

public sealed class BatchAnswererTests
{
    private static readonly SamplingOptions Short = new(4);

    [Fact]
    public void Several_questions_about_an_image_look_at_it_once()
    {
        // Given: one image under two names, and another.
        using TemporaryFolder folder = new();
        string copy = folder.At("copy.png");
        File.Copy(TrainedPair.Image("bar-00.png"), copy);
        using BatchAnswerer answerer = new(
            LoadedModel.Load(TrainedPair.ModelFolder("student"), WeightType.Float32), TorchModelOptions.Default);
        string[] paths = [TrainedPair.Image("bar-00.png"), copy, TrainedPair.Image("bar-01.png"), copy];

        // When
        ModelRequest[] requests = [.. paths.Select(path =>
            new ModelRequest([new RequestImage(path)], "How many bars are there?", Short))];
        IReadOnlyList<ModelReply> replies = answerer.Ask(requests, TestContext.Current.CancellationToken);

        // Then
        Assert.Equal(2, answerer.ImagesHeld);
        Assert.Equal(replies[0].Text, replies[1].Text);
    }

    [Fact]
    public void A_batch_leaves_no_tensor_behind()
    {
        // Given
        using BatchAnswerer answerer = new(
            LoadedModel.Load(TrainedPair.ModelFolder("student"), WeightType.Float32),
            new TorchModelOptions { ImageCacheBytes = 0 });
        IReadOnlyList<ModelRequest> requests = TrainedPair.Mixed(new SamplingOptions(24));
        answerer.Ask(requests, TestContext.Current.CancellationToken);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        // When
        answerer.Ask(requests, TestContext.Current.CancellationToken);

        // Then
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Property]
    public void Every_row_is_in_one_batch_within_the_limits(byte[] lengths, byte rows, ushort tokens)
    {
        // Given
        int mostRows = 1 + (rows % 8);
        int mostTokens = 1 + tokens;

        // When
        IReadOnlyList<IReadOnlyList<int>> batches =
            BatchPlan.Cut([.. lengths.Select(length => (int)length)], mostRows, mostTokens);

        // Then
        Assert.Equal(Enumerable.Range(0, lengths.Length), batches.SelectMany(batch => batch).Order());
        Assert.All(batches, batch => Assert.InRange(batch.Count, 1, mostRows));
        Assert.All(
            batches.Where(batch => batch.Count > 1),
            batch => Assert.InRange(batch.Count * batch.Max(row => lengths[row]), 0, mostTokens));
    }

    [Fact]
    public void Rows_of_like_length_go_together() =>
        Assert.Equal([[1, 3], [0, 2]], BatchPlan.Cut([50, 10, 60, 20], 2, 1000));
}
