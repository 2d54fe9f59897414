using System.Text.Json;
using Mpa.Models;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using Mpa.Torch.Language;
using Mpa.Torch.Tests.Tokenizers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;
using Generator = Mpa.Torch.Generation.Generator;

namespace Mpa.Torch.Tests.Golden;

/// <summary>A golden case with chats made ready for the model, from its image files and messages on.</summary>
internal sealed class GoldenChats : IDisposable
{
    private readonly IImageProcessor _processor;
    private readonly Lazy<IReadOnlyList<IReadOnlyList<Tensor>>> _features;

    public GoldenChats(string name, WeightType weights = WeightType.Float32)
    {
        Golden = GoldenCase.Named(name);
        Parts = LoadedModel.Load(Golden.ModelFolder, weights);
        _processor = Processor(Parts.Processor);
        Rows = [.. Golden.Prompts().Select(prompt => Row(prompt.Messages, prompt.Images))];
        _features = new(() => [.. Rows.Select(row => Compute(row.Images))]);
    }

    public GoldenCase Golden { get; }

    public JsonElement Json => Golden.Json;

    /// <summary>The case's options; the case itself where it states them beside the rest.</summary>
    private JsonElement Options => Golden.Has("options") ? Json.GetProperty("options") : Json;

    public LoadedModel Parts { get; }

    public IReadOnlyList<(EncodedChat Chat, IReadOnlyList<ImageTiles> Images)> Rows { get; }

    /// <summary>[image tokens, hidden] of each row's images.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> Features => _features.Value;

    public Generator Generator => new(Parts.Network, Parts.Encoder.Tokenizer, Parts.EndTokens);

    /// <summary>The prompts of a `generate` case.</summary>
    public IReadOnlyList<GenerationPrompt> Prompts()
    {
        // Some cases hold these beside the options of the images.
        JsonElement options = Golden.Has("max_new_tokens") ? Json : Json.GetProperty("options");
        SamplingOptions sampling = new(
            options.GetProperty("max_new_tokens").GetInt32(),
            MinNewTokens: options.TryGetProperty("min_new_tokens", out JsonElement least) ? least.GetInt32() : 0,
            RepetitionPenalty: options.TryGetProperty("repetition_penalty", out JsonElement penalty)
                ? penalty.GetDouble()
                : 1);
        return [.. Rows.Zip(Features, (row, features) => new GenerationPrompt(row.Chat, features, sampling))];
    }

    /// <summary>All rows as one training batch.</summary>
    public TrainingBatch Batch() => TrainingBatch.Collate(
        [.. Rows.Select(row => new EncodedExample(row.Chat, Pixels(row.Images)))], paddingId: 0);

    public IReadOnlyList<PixelTile> Pixels(IEnumerable<ImageTiles> images) =>
        [.. images.SelectMany(image => image.Tiles).Select(_processor.Normalize)];

    public void Dispose()
    {
        if (_features.IsValueCreated)
        {
            Features.SelectMany(row => row).ToList().ForEach(features => features.Dispose());
        }

        Parts.Dispose();
    }

    private (EncodedChat Chat, IReadOnlyList<ImageTiles> Images) Row(JsonElement messages, string[] files)
    {
        ImageTiles[] images = [.. files.Select(file => _processor.Process(Golden.Image(file)))];
        EncodedChat chat = Parts.Encoder.Encode(
            ChatCase.ReadTurns(messages), [.. images.Select(image => image.Grid)], Golden.GenerationPrompt);
        return (chat, images);
    }

    private IReadOnlyList<Tensor> Compute(IReadOnlyList<ImageTiles> images) => images.Count == 0
        ? []
        : [.. new FeatureComputer(Parts.Network, _processor).Run(images).Select(image => image.Features)];

    /// <summary>The folder's processor with what the case sets otherwise.</summary>
    private IImageProcessor Processor(IImageProcessor processor) => processor switch
    {
        Idefics3ImageProcessor idefics when Golden.Has("do_image_splitting") =>
            new Idefics3ImageProcessor(idefics.Config with
            {
                SplitImages = Json.GetProperty("do_image_splitting").GetBoolean(),
            }),
        Qwen2ImageProcessor qwen when Options.TryGetProperty("max_pixels", out JsonElement most) =>
            new Qwen2ImageProcessor(qwen.Config with
            {
                MinPixels = Options.GetProperty("min_pixels").GetInt64(),
                MaxPixels = most.GetInt64(),
            }),
        _ => processor,
    };
}

/// <summary>One pass over a golden case's padded prompts.</summary>
internal static class GoldenForward
{
    /// <summary>[B, L, vocabulary].</summary>
    public static Tensor Logits(GoldenChats golden)
    {
        using IDisposable noGradient = no_grad();
        IVisionLanguageNetwork network = golden.Parts.Network;
        ChatBatch batch = Padded(golden);
        var pixels = golden.Pixels(golden.Rows.SelectMany(row => row.Images));
        Tensor ids = tensor(batch.Ids).view(batch.Rows, batch.Columns); // [B, L]
        Tensor embeds = network.Embed(ids, pixels.Count == 0 ? null : network.Features(pixels)); // [B, L, D]
        Tensor mask = PaddedPositions.CausalMask(Attention(golden)); // [B, 1, L, L]
        return network.Logits(network.Hidden(embeds, PaddedPositions.Of(batch), mask));
    }

    /// <summary>Compares the logits with the case's expected ones, whose names begin with a prefix.</summary>
    public static void CheckLogits(GoldenChats golden, SafetensorsFile expected, string prefix) =>
        LogitsSummary.Check(
            expected, prefix, Logits(golden), Attention(golden), golden.Golden.LogitsTolerance);

    /// <summary>[B, L] of 0 and 1.</summary>
    public static Tensor Attention(GoldenChats golden)
    {
        ChatBatch batch = Padded(golden);
        return tensor(batch.AttentionMask).view(batch.Rows, batch.Columns);
    }

    public static ChatBatch Padded(GoldenChats golden)
    {
        bool left = golden.Golden.Has("padding_side") && golden.Json.GetProperty("padding_side").GetString() == "left";
        return ChatBatch.Pad(
            [.. golden.Rows.Select(row => row.Chat)], paddingId: 0, left ? PaddingSide.Left : PaddingSide.Right);
    }
}
