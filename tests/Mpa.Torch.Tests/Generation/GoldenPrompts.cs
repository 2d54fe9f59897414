using System.Text.Json;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Generation;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tests.Tokenizers;
using Mpa.Torch.Tests.Vision.Processors;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Generation;

/// <summary>A golden `generate` case made ready for the generator, from its image files and messages on.</summary>
internal sealed class GoldenPrompts : IDisposable
{
    private readonly List<ImageFeatures> _features = [];

    public GoldenPrompts(GoldenCase golden)
    {
        Json = golden.Json;
        Parts = LoadedModel.Load(golden.ModelFolder, WeightType.Float32);
        JsonElement options = Json.GetProperty("options");
        Sampling = new SamplingOptions(
            options.GetProperty("max_new_tokens").GetInt32(),
            MinNewTokens: options.TryGetProperty("min_new_tokens", out JsonElement least) ? least.GetInt32() : 0);
        Prompts = [.. Json.GetProperty("messages").EnumerateArray().Zip(Json.GetProperty("images").EnumerateArray())
            .Select(row => Prompt(golden, ChatCase.ReadTurns(row.First), row.Second))];
    }

    public JsonElement Json { get; }

    public LoadedModel Parts { get; }

    public SamplingOptions Sampling { get; }

    public IReadOnlyList<GenerationPrompt> Prompts { get; }

    public Generator Generator => new(Parts.Model, Parts.Encoder.Tokenizer, Parts.EndTokens);

    public void Dispose()
    {
        _features.ForEach(image => image.Features.Dispose());
        Parts.Model.Dispose();
    }

    private GenerationPrompt Prompt(GoldenCase golden, IReadOnlyList<ChatTurn> turns, JsonElement images)
    {
        bool split = Json.GetProperty("do_image_splitting").GetBoolean();
        Idefics3ImageProcessor processor = new(Parts.Processor.Config with { SplitImages = split });
        Idefics3Tiles[] tiles = [.. images.EnumerateArray().Select(image => processor.Process(Open(golden, image.GetProperty("file").GetString()!)))];
        IReadOnlyList<ImageFeatures> features = tiles.Length == 0 ? [] : new FeatureComputer(Parts.Model, processor).Run(tiles);
        _features.AddRange(features);
        EncodedChat chat = Parts.Encoder.Encode(turns, [.. features.Select(image => image.Grid)], generationPrompt: true);
        return new GenerationPrompt(chat.Ids, [.. features.Select(image => image.Features)], Sampling);
    }

    /// <summary>Pillow's own pixels where decoders may differ.</summary>
    private static RgbImage Open(GoldenCase golden, string file) => ImageDecoder.Decode(
        Idefics3Goldens.Decoded(Path.GetFileName(golden.Folder), file) ?? Path.Combine(Repository.GoldenImages, file), applyExif: true);
}
