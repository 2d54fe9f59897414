using Mpa.Chats;
using Mpa.Models;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using Mpa.Torch.Language;
using Mpa.Torch.Lora;
using Mpa.Torch.Serving;
using Mpa.Torch.Tests.Generation;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Tests.Serving;

/// <summary>What goes wrong with one reply ends that one.</summary>
public sealed class ChatLaneTests : IDisposable
{
    private static readonly string[] Texts = ["What is it?", "How many bars?", "Which color?"];
    private readonly LoadedModel _model = LoadedModel.Load(TrainedPair.ModelFolder("teacher"), WeightType.Float32);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Only_the_row_whose_scores_are_no_numbers_fails(int after)
    {
        int steps = 0;
        OpenReply[] replies = Write(new SpoiledNetwork(_model.Network)
        {
            OnLogits = logits => steps++ == after ? Spoil(logits) : logits,
        });

        Assert.Equal([true, false, true], replies.Select(reply => IsWhole(reply)));
        Exception failure = Assert.Throws<InvalidOperationException>(() => IsWhole(replies[1], strict: true));
        Assert.Contains("scores hold NaN", failure.Message);
    }

    [Fact]
    public void Only_the_prompt_that_the_model_cannot_read_fails()
    {
        int bad = _model.Encoder.Tokenizer.Encode(" many")[0];
        OpenReply[] replies = Write(new SpoiledNetwork(_model.Network)
        {
            OnEmbed = ids => ids.data<long>().Contains(bad) ? throw new InvalidOperationException("spoiled") : ids,
        });

        Assert.Equal([true, false, true], replies.Select(reply => IsWhole(reply)));
    }

    [Fact]
    public void A_step_that_fails_ends_those_in_it_and_the_lane_goes_on()
    {
        bool failing = true;
        SpoiledNetwork network = new(_model.Network)
        {
            OnEmbed = ids => failing && ids.shape[1] == 1 ? throw new InvalidOperationException("spoiled") : ids,
        };
        LoadedModel model = _model with { Network = network };
        using ChatLane lane = Lane(model);
        OpenReply[] first = Ask(lane);
        lane.Advance();
        failing = false;

        OpenReply[] second = Ask(lane);
        Finish(lane);

        Assert.All(first, reply => Assert.False(IsWhole(reply)));
        Assert.All(second, reply => Assert.True(IsWhole(reply)));
    }

    public void Dispose() => _model.Dispose();

    private static Tensor Spoil(Tensor logits) => logits.clone().index_fill_(0, tensor(new long[] { 1 }), float.NaN);

    private static bool IsWhole(OpenReply reply, bool strict = false)
    {
        Task completion = reply.Pieces.Completion;
        if (strict)
        {
            completion.GetAwaiter().GetResult();
        }

        while (reply.Pieces.TryRead(out _))
        {
        }

        return completion.IsCompletedSuccessfully;
    }

    private static void Finish(ChatLane lane)
    {
        using IDisposable inference = inference_mode();
        while (lane.HasWork)
        {
            lane.Advance();
        }
    }

    private static ChatLane Lane(LoadedModel model) => new(
        null,
        model,
        new FeatureStore(new FeatureComputer(model.Network, model.Processor), model.Processor, 0),
        TorchModelOptions.Default);

    private OpenReply[] Write(SpoiledNetwork network)
    {
        using ChatLane lane = Lane(_model with { Network = network });
        OpenReply[] replies = Ask(lane);
        Finish(lane);
        return replies;
    }

    private OpenReply[] Ask(ChatLane lane)
    {
        OpenReply[] replies = [.. Texts.Select(text => new OpenReply(
            _model.Encoder.Encode([ChatTurn.User(text, 0)], [], generationPrompt: true),
            [],
            new SamplingOptions(6, MinNewTokens: 6),
            null))];
        Array.ForEach(replies, lane.Add);
        return replies;
    }

    /// <summary>A network with something between it and its user.</summary>
    private sealed class SpoiledNetwork(IVisionLanguageNetwork inner) : IVisionLanguageNetwork
    {
        public Func<Tensor, Tensor> OnLogits { get; init; } = logits => logits;

        public Func<Tensor, Tensor> OnEmbed { get; init; } = ids => ids;

        public IReadOnlyList<(string Name, Parameter Value)> Parameters => inner.Parameters;

        public IReadOnlyList<(string Path, Linear Layer)> Linears => inner.Linears;

        public IReadOnlyList<(string Path, IAdaptable Layer)> Adaptables => inner.Adaptables;

        public DecoderConfig Text => inner.Text;

        public ScalarType Dtype => inner.Dtype;

        public int PatchSize => inner.PatchSize;

        public string LanguageLinears => inner.LanguageLinears;

        public IReadOnlyList<string> Spellings(string name) => inner.Spellings(name);

        public string NameToday(string name) => inner.NameToday(name);

        public int Tokens(PixelTile tile) => inner.Tokens(tile);

        public Tensor Features(IReadOnlyList<PixelTile> tiles) => inner.Features(tiles);

        public Tensor Embed(Tensor ids, Tensor? features) => inner.Embed(OnEmbed(ids), features);

        public DecoderState NewState(long rows, long capacity) => inner.NewState(rows, capacity);

        public Tensor Hidden(Tensor embeds, Tensor positions, Tensor? mask, DecoderState? state = null) =>
            inner.Hidden(embeds, positions, mask, state);

        public Tensor Logits(Tensor hidden) => OnLogits(inner.Logits(hidden));

        public void Dispose()
        {
        }
    }
}
