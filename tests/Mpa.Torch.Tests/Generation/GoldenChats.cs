using System.Text.Json;
using Mpa.Chats;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Generation;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tests.Tokenizers;
using Mpa.Torch.Tests.Vision.Processors;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;
using Generator = Mpa.Torch.Generation.Generator;
using Tensor = TorchSharp.torch.Tensor;

namespace Mpa.Torch.Tests.Generation;

/// <summary>A golden case with chats made ready for the model, from its image files and messages on.</summary>
internal sealed class GoldenChats : IDisposable
{
    private readonly bool? _split;

    public GoldenChats(string name)
    {
        Golden = GoldenCase.Named(name);
        Parts = LoadedModel.Load(Golden.ModelFolder, WeightType.Float32);
        _split = Golden.Has("do_image_splitting") ? Json.GetProperty("do_image_splitting").GetBoolean() : null;
        Rows = [.. Json.GetProperty("messages").EnumerateArray().Zip(Json.GetProperty("images").EnumerateArray())
            .Select(row => Row(ChatCase.ReadTurns(row.First), row.Second))];
    }

    public GoldenCase Golden { get; }

    public JsonElement Json => Golden.Json;

    public LoadedModel Parts { get; }

    public IReadOnlyList<(EncodedChat Chat, IReadOnlyList<Tensor> Features)> Rows { get; }

    public Generator Generator => new(Parts.Network, Parts.Encoder.Tokenizer, Parts.EndTokens);

    private Idefics3ProcessorConfig Config => ((Idefics3ImageProcessor)Parts.Processor).Config;

    /// <summary>The prompts of a `generate` case.</summary>
    public IReadOnlyList<GenerationPrompt> Prompts()
    {
        JsonElement options = Json.GetProperty("options");
        SamplingOptions sampling = new(
            options.GetProperty("max_new_tokens").GetInt32(),
            MinNewTokens: options.TryGetProperty("min_new_tokens", out JsonElement least) ? least.GetInt32() : 0);
        return [.. Rows.Select(row => new GenerationPrompt(row.Chat, row.Features, sampling))];
    }

    public void Dispose()
    {
        Rows.SelectMany(row => row.Features).ToList().ForEach(features => features.Dispose());
        Parts.Dispose();
    }

    private (EncodedChat Chat, IReadOnlyList<Tensor> Features) Row(IReadOnlyList<ChatTurn> turns, JsonElement images)
    {
        Idefics3ImageProcessor processor = new(_split is { } split ? Config with { SplitImages = split } : Config);
        ImageTiles[] tiles = [.. images.EnumerateArray().Select(image => processor.Process(Open(image.GetProperty("file").GetString()!)))];
        IReadOnlyList<ImageFeatures> features = tiles.Length == 0 ? [] : new FeatureComputer(Parts.Network, processor).Run(tiles);
        bool open = Json.GetProperty("add_generation_prompt").GetBoolean();
        return (Parts.Encoder.Encode(turns, [.. features.Select(image => image.Grid)], open), [.. features.Select(image => image.Features)]);
    }

    /// <summary>Pillow's own pixels where decoders may differ.</summary>
    private RgbImage Open(string file) => ImageDecoder.Decode(
        Idefics3Goldens.Decoded(Path.GetFileName(Golden.Folder), file) ?? Path.Combine(Repository.GoldenImages, file), applyExif: true);
}
