using System.Text.Json;
using Mpa.Models;
using Mpa.Torch.Generation;
using Mpa.Torch.Tests.Tokenizers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using Mpa.Torch.Vision.Processors;
using Generator = Mpa.Torch.Generation.Generator;
using Tensor = TorchSharp.torch.Tensor;

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
            RepetitionPenalty: options.TryGetProperty("repetition_penalty", out JsonElement penalty) ? penalty.GetDouble() : 1);
        return [.. Rows.Zip(Features, (row, features) => new GenerationPrompt(row.Chat, features, sampling))];
    }

    /// <summary>All rows as one training batch.</summary>
    public TrainingBatch Batch() => TrainingBatch.Collate([.. Rows.Select(row => new EncodedExample(row.Chat, Pixels(row.Images)))], paddingId: 0);

    public IReadOnlyList<PixelTile> Pixels(IEnumerable<ImageTiles> images) => [.. images.SelectMany(image => image.Tiles).Select(_processor.Normalize)];

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
        return (Parts.Encoder.Encode(ChatCase.ReadTurns(messages), [.. images.Select(image => image.Grid)], Golden.GenerationPrompt), images);
    }

    private IReadOnlyList<Tensor> Compute(IReadOnlyList<ImageTiles> images) => images.Count == 0
        ? []
        : [.. new FeatureComputer(Parts.Network, _processor).Run(images).Select(image => image.Features)];

    /// <summary>The folder's processor with what the case sets otherwise.</summary>
    private IImageProcessor Processor(IImageProcessor processor) => processor switch
    {
        Idefics3ImageProcessor idefics when Golden.Has("do_image_splitting") =>
            new Idefics3ImageProcessor(idefics.Config with { SplitImages = Json.GetProperty("do_image_splitting").GetBoolean() }),
        Qwen2ImageProcessor qwen when Golden.Has("options") && Json.GetProperty("options").TryGetProperty("max_pixels", out JsonElement most) =>
            new Qwen2ImageProcessor(qwen.Config with { MinPixels = Json.GetProperty("options").GetProperty("min_pixels").GetInt64(), MaxPixels = most.GetInt64() }),
        _ => processor,
    };
}
