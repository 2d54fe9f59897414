using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Vision.Processors;

public sealed class Idefics3ImageProcessorTests
{
    private const int JpegTolerance = 2;

    public static IEnumerable<TheoryDataRow<string>> Tiles => Having("tiles");

    public static IEnumerable<TheoryDataRow<string>> Numbers => Having("expected");

    public static IEnumerable<TheoryDataRow<string>> Decoded => Having("decoded");

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Tiles_and_grid_equal_the_official_processor_to_the_bit(string name)
    {
        // Given
        GoldenCase golden = GoldenCase.Named(name);

        // When
        ImageTiles tiles = Processor(golden).Process(golden.Image(Chart(golden)));

        // Then
        string[] expected = [.. golden.Json.GetProperty("tiles").EnumerateArray().Select(tile => tile.GetString()!)];
        Assert.Equal((golden.Json.GetProperty("rows").GetInt32(), golden.Json.GetProperty("cols").GetInt32()), (tiles.Grid.Rows, tiles.Grid.Columns));
        Assert.Equal(expected.Length, tiles.Tiles.Count);
        Assert.All(tiles.Tiles.Zip(expected), pair => Assert.Equal(ReadPng(golden, pair.Second).Pixels, pair.First.Pixels));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Numbers_equal_the_official_processor(string name)
    {
        // Given
        GoldenCase golden = GoldenCase.Named(name);
        using SafetensorsFile tensors = golden.Expected();
        using TorchSharp.torch.Tensor expected = tensors.Read("pixel_values");
        Idefics3ImageProcessor processor = Processor(golden);

        // When
        float[] numbers = [.. processor.Process(golden.Image(Chart(golden))).Tiles.SelectMany(tile => processor.Normalize(tile).Values)];

        // Then
        Assert.Equal(expected.data<float>().ToArray(), numbers);
    }

    [Theory]
    [MemberData(nameof(Decoded))]
    public void A_JPEG_decodes_within_two_of_Pillow(string name)
    {
        // Given
        GoldenCase golden = GoldenCase.Named(name);
        byte[] expected = ReadPng(golden, golden.Json.GetProperty("decoded").GetString()!).Pixels;

        // When
        byte[] decoded = ImageDecoder.Decode(Repository.GoldenImage(Chart(golden)), applyExif: true).Pixels;

        // Then
        Assert.Equal(expected.Length, decoded.Length);
        Assert.InRange(expected.Zip(decoded, (a, b) => Math.Abs(a - b)).Max(), 0, JpegTolerance);
    }

    private static IEnumerable<TheoryDataRow<string>> Having(string key) =>
        GoldenCase.Find(golden => golden.Kind == "preprocess" && golden.Has(key), GoldenCase.Idefics3);

    private static Idefics3ImageProcessor Processor(GoldenCase golden)
    {
        Idefics3ProcessorConfig config = Idefics3ProcessorConfig.Load(Path.Combine(golden.ModelFolder, "preprocessor_config.json"));
        return new Idefics3ImageProcessor(config with { SplitImages = golden.Json.GetProperty("do_image_splitting").GetBoolean() });
    }

    private static string Chart(GoldenCase golden) => golden.Json.GetProperty("image").GetString()!;

    private static RgbImage ReadPng(GoldenCase golden, string file) => ImageDecoder.Decode(Path.Combine(golden.Folder, file));
}
