using Mpa.Chats;
using Mpa.Models;
using Mpa.Torch.Generation;
using Mpa.Torch.Tokenizers;
using TorchSharp;

namespace Mpa.Torch.Tests.Generation;

/// <summary>
/// Replies that join a batch under way, and leave it, are those that the model writes to each prompt alone.
/// </summary>
public sealed class ReplyBatchTests : IDisposable
{
    private readonly LoadedModel _parts = LoadedModel.Load(TrainedPair.ModelFolder("teacher"), WeightType.Float32);
    private readonly FeatureStore _images;

    public ReplyBatchTests() =>
        _images = new FeatureStore(new FeatureComputer(_parts.Network, _parts.Processor), _parts.Processor, 1L << 30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_joined_rows_reply_equals_its_reply_alone(int stepsBetween)
    {
        // Given: short and long prompts, with and without images; short and long replies; greedy and sampled.
        GenerationPrompt[] prompts = [.. Enumerable.Range(1, 6).SelectMany(round =>
            Prompts(new SamplingOptions(round * 5, round % 2, Seed: (ulong)round)))];
        Generator generator = new(_parts.Network, _parts.Encoder.Tokenizer, _parts.EndTokens);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string[] alone = [.. prompts.Select(prompt => generator.Run([prompt], cancellation)[0].Text)];

        // When: each joins some steps after the one before.
        using IDisposable inference = torch.inference_mode();
        using ReplyBatch batch = new(_parts.Network);
        ReplyWriter[] writers = [.. prompts.Select(Writer)];
        foreach (ReplyWriter writer in writers)
        {
            batch.Join([writer]);
            for (int step = 0; step < stepsBetween; step++)
            {
                batch.Step();
            }
        }

        RunToEnd(batch);

        // Then
        Assert.Equal(alone, writers.Select(writer => writer.Text()));
    }

    [Fact]
    public void Rows_that_leave_in_the_middle_change_no_other_reply()
    {
        // Given
        GenerationPrompt[] prompts = [.. Prompts(new SamplingOptions(24)), .. Prompts(new SamplingOptions(30))];
        Generator generator = new(_parts.Network, _parts.Encoder.Tokenizer, _parts.EndTokens);
        IReadOnlyList<GeneratedReply> expected = generator.Run(prompts, TestContext.Current.CancellationToken);

        // When: the longest prompt leaves, so that columns are cut; then others join.
        using IDisposable inference = torch.inference_mode();
        using ReplyBatch batch = new(_parts.Network);
        ReplyWriter[] writers = [.. prompts.Select(Writer)];
        batch.Join(writers[..4]);
        batch.Step();
        writers[1].Abandon();
        batch.DropDone();
        batch.Step();
        batch.Join(writers[4..]);
        RunToEnd(batch);

        // Then
        Assert.Equal(
            expected.Where((_, row) => row != 1).Select(reply => reply.Text),
            writers.Where((_, row) => row != 1).Select(writer => writer.Text()));
    }

    [Fact]
    public void Joining_and_leaving_leave_no_tensor_behind()
    {
        GenerationPrompt[] prompts = [.. Prompts(new SamplingOptions(12))];
        Run();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Run();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Run()
        {
            using IDisposable inference = torch.inference_mode();
            using ReplyBatch batch = new(_parts.Network);
            foreach (GenerationPrompt prompt in prompts)
            {
                batch.Join([Writer(prompt)]);
                batch.Step();
            }

            RunToEnd(batch);
        }
    }

    [Fact]
    public void Room_is_counted_with_padding_and_the_longest_rest()
    {
        GenerationPrompt[] prompts = [.. Prompts(new SamplingOptions(10))];
        int longest = prompts.Max(prompt => prompt.Chat.Ids.Length);
        using ReplyBatch batch = new(_parts.Network);

        Assert.True(batch.HasRoomFor(prompts, 4, 4 * (longest + 10)));
        Assert.False(batch.HasRoomFor(prompts, 4, (4 * (longest + 10)) - 1));
        Assert.False(batch.HasRoomFor(prompts, 3, int.MaxValue));
        Assert.True(batch.HasRoomFor(prompts[..1], 1, 1));
    }

    public void Dispose()
    {
        _images.Dispose();
        _parts.Dispose();
    }

    private static void RunToEnd(ReplyBatch batch)
    {
        while (batch.IsRunning)
        {
            batch.Step();
        }
    }

    private ReplyWriter Writer(GenerationPrompt prompt) => new(prompt, _parts.Encoder.Tokenizer, _parts.EndTokens);

    private IEnumerable<GenerationPrompt> Prompts(SamplingOptions sampling)
    {
        foreach (ModelRequest request in TrainedPair.Mixed(sampling))
        {
            ImageFeatures[] images =
            [
                .. PromptImage.Of(request)
                    .Select(image => _images.Read([image], CancellationToken.None)[image].Image!),
            ];
            EncodedChat chat = _parts.Encoder.Encode(
                [ChatTurn.User(request.Prompt, images.Length)],
                [.. images.Select(image => image.Grid)],
                generationPrompt: true);
            yield return new GenerationPrompt(chat, [.. images.Select(image => image.Features)], sampling);
        }
    }
}
