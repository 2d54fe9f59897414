using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
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
        Assert.Equal(golden.Json.GetProperty("rows").GetInt32(), tiles.Grid.Rows);
        Assert.Equal(golden.Json.GetProperty("cols").GetInt32(), tiles.Grid.Columns);
        Assert.Equal(expected.Length, tiles.Tiles.Count);
        Assert.All(
            tiles.Tiles.Zip(expected),
            pair => Assert.Equal(ReadPng(golden, pair.Second).Pixels, pair.First.Pixels));
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
        ImageTiles tiles = processor.Process(golden.Image(Chart(golden)));
        float[] numbers = [.. tiles.Tiles.SelectMany(tile => processor.Normalize(tile).Values)];

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
        Idefics3ProcessorConfig config =
            Idefics3ProcessorConfig.Read(ProcessorFile.Open(golden.ModelFolder));
        bool split = golden.Json.GetProperty("do_image_splitting").GetBoolean();
        return new Idefics3ImageProcessor(config with { SplitImages = split });
    }

    private static string Chart(GoldenCase golden) => golden.Json.GetProperty("image").GetString()!;

    private static RgbImage ReadPng(GoldenCase golden, string file) =>
        ImageDecoder.Decode(Path.Combine(golden.Folder, file));
}

public sealed class Idefics3ProcessorConfigTests
{
    [Fact]
    public void Absent_keys_take_the_library_defaults()
    {
        // When
        Idefics3ProcessorConfig config = Load("{}");

        // Then
        Assert.Equal((1456, 364), (config.LongestEdge, config.TileSize));
        Assert.Equal(ResampleFilter.Lanczos, config.Filter);
        Assert.True(config.SplitImages && config.Resize && config.Scaling.Rescale && config.Scaling.Normalize);
        Assert.Equal(1.0 / 255, config.Scaling.RescaleFactor);
        Assert.Equal([0.5, 0.5, 0.5], config.Scaling.Mean);
    }

    [Theory]
    [InlineData("""{ "size": { "height": 10, "width": 10 } }""", "size.longest_edge")]
    [InlineData("""{ "max_image_size": { "longest_edge": 0 } }""", "max_image_size.longest_edge")]
    [InlineData("""{ "resample": 0 }""", "resample")]
    [InlineData("""{ "image_mean": [0.5, 0.5] }""", "image_mean")]
    [InlineData("""{ "image_std": [0.5, 0, 0.5] }""", "image_std")]
    [InlineData("""{ "image_std": [0.5, "a", 0.5] }""", "image_std")]
    [InlineData("""{ "do_resize": "yes" }""", "do_resize")]
    public void A_wrong_value_is_an_error_that_names_the_key(string json, string key)
    {
        // When
        MpaException error = Assert.Throws<MpaException>(() => Load(json));

        // Then
        Assert.Contains($"\"{key}\"", error.Message);
    }

    [Fact]
    public void Numbers_follow_the_switches()
    {
        // Given
        RgbImage pixel = new(1, 1, [0, 51, 255]);

        // When, then
        Assert.Equal([0f, 51f, 255f], Numbers(new PixelScaling { Rescale = false, Normalize = false }));
        Assert.Equal([0f, (float)(51 * (1.0 / 255)), 1f], Numbers(new PixelScaling { Normalize = false }));
        Assert.Equal([-1f, 1f], Numbers(new PixelScaling()).Where((_, channel) => channel != 1));

        float[] Numbers(PixelScaling scaling) =>
            new Idefics3ImageProcessor(new() { Scaling = scaling }).Normalize(pixel).Values;
    }

    private static Idefics3ProcessorConfig Load(string json)
    {
        using TemporaryFolder folder = new();
        return Idefics3ProcessorConfig.Read(ConfigReader.Open(folder.Write("preprocessor_config.json", json)));
    }
}
