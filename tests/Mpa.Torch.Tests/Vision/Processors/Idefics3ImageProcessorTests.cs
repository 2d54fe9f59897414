using System.Text.Json;
using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Vision.Processors;

public sealed class Idefics3ImageProcessorTests
{
    private const int JpegTolerance = 2;

    public static TheoryData<string, string> Tiles => Idefics3Goldens.Preprocess(having: "tiles");

    public static TheoryData<string, string> Numbers => Idefics3Goldens.Preprocess(having: "expected");

    public static TheoryData<string, string> Decoded => Idefics3Goldens.Preprocess(having: "decoded");

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Tiles_and_grid_equal_the_official_processor_to_the_bit(string model, string json)
    {
        // Given
        JsonElement golden = JsonDocument.Parse(json).RootElement;

        // When
        ImageTiles tiles = Processor(model, golden).Process(Source(model, golden));

        // Then
        string[] expected = [.. golden.GetProperty("tiles").EnumerateArray().Select(tile => tile.GetString()!)];
        Assert.Equal((golden.GetProperty("rows").GetInt32(), golden.GetProperty("cols").GetInt32()), (tiles.Grid.Rows, tiles.Grid.Columns));
        Assert.Equal(expected.Length, tiles.Tiles.Count);
        Assert.All(tiles.Tiles.Zip(expected), pair => Assert.Equal(ReadPng(model, pair.Second).Pixels, pair.First.Pixels));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Numbers))]
    public void Numbers_equal_the_official_processor(string model, string json)
    {
        // Given
        JsonElement golden = JsonDocument.Parse(json).RootElement;
        using SafetensorsFile tensors = new(Path.Combine(Idefics3Goldens.Folder(model), golden.GetProperty("expected").GetString()!));
        using TorchSharp.torch.Tensor expected = tensors.Read("pixel_values");
        Idefics3ImageProcessor processor = Processor(model, golden);

        // When
        float[] numbers = [.. processor.Process(Source(model, golden)).Tiles.SelectMany(tile => processor.Normalise(tile).Values)];

        // Then
        Assert.Equal(expected.data<float>().ToArray(), numbers);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Decoded))]
    public void A_JPEG_decodes_within_two_of_Pillow(string model, string json)
    {
        // Given
        JsonElement golden = JsonDocument.Parse(json).RootElement;
        byte[] expected = ReadPng(model, golden.GetProperty("decoded").GetString()!).Pixels;

        // When
        byte[] decoded = ImageDecoder.Decode(Chart(golden), applyExif: true).Pixels;

        // Then
        Assert.Equal(expected.Length, decoded.Length);
        Assert.InRange(expected.Zip(decoded, (a, b) => Math.Abs(a - b)).Max(), 0, JpegTolerance);
    }

    private static Idefics3ImageProcessor Processor(string model, JsonElement golden)
    {
        Idefics3ProcessorConfig config = Idefics3ProcessorConfig.Load(Path.Combine(Idefics3Goldens.Folder(model), "model", "preprocessor_config.json"));
        return new Idefics3ImageProcessor(config with { SplitImages = golden.GetProperty("do_image_splitting").GetBoolean() });
    }

    /// <summary>Pillow's own pixels where decoders may differ.</summary>
    private static RgbImage Source(string model, JsonElement golden) =>
        ImageDecoder.Decode(Idefics3Goldens.Decoded(model, golden.GetProperty("image").GetString()!) ?? Chart(golden), applyExif: true);

    private static string Chart(JsonElement golden) => Path.Combine(Repository.GoldenImages, golden.GetProperty("image").GetString()!);

    private static RgbImage ReadPng(string model, string file) => ImageDecoder.Decode(Path.Combine(Idefics3Goldens.Folder(model), file));
}
