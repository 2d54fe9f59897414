using System.Security.Cryptography;
using System.Text.Json;
using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Vision.Processors;

public sealed class Qwen2ImageProcessorTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("preprocess", GoldenCase.Qwen2Vl);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resized_pixels_equal_the_official_processor_to_the_bit(string name)
    {
        // Given
        GoldenCase golden = GoldenCase.Named(name);
        JsonElement image = golden.Json.GetProperty("image");
        int[] grid = [.. image.GetProperty("grid_thw").EnumerateArray().Select(n => n.GetInt32())];

        // When
        ImageTiles tiles = Processor(golden).Process(golden.Image(image.GetProperty("file").GetString()!));

        // Then
        RgbImage resized = Assert.Single(tiles.Tiles);
        Assert.Equal(image.GetProperty("resized_width").GetInt32(), resized.Width);
        Assert.Equal(image.GetProperty("resized_height").GetInt32(), resized.Height);
        Assert.Equal((grid[1] / 2, grid[2] / 2), (tiles.Grid.Rows, tiles.Grid.Columns));
        string hash = Convert.ToHexStringLower(SHA256.HashData(resized.Pixels));
        Assert.Equal(image.GetProperty("resized_rgb_sha256").GetString(), hash);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Numbers_equal_the_official_processor(string name)
    {
        // Given
        GoldenCase golden = GoldenCase.Named(name);
        using IDisposable scope = NewDisposeScope();
        using SafetensorsFile expected = golden.Expected();
        Qwen2ImageProcessor processor = Processor(golden);
        string file = golden.Json.GetProperty("image").GetProperty("file").GetString()!;

        // When
        RgbImage resized = processor.Process(golden.Image(file)).Tiles[0];
        Tensor patches = tensor(processor.Normalize(resized).Values).view(-1, 3 * 2 * 14 * 14); // [patches, values]

        // Then
        if (expected.Entries.ContainsKey("pixel_values"))
        {
            Near.Equal(expected.Read("pixel_values"), patches, 0, "numbers");
            return;
        }

        long[] rows = [.. golden.Json.GetProperty("rows").EnumerateArray().Select(row => row.GetInt64())];
        Near.Equal(expected.Read("pixel_rows"), patches.index_select(0, tensor(rows)), 0, "numbers");
        Near.Equal(expected.Read("row_mean"), patches.mean([1]), 1e-5, "means");
    }

    private static Qwen2ImageProcessor Processor(GoldenCase golden)
    {
        JsonElement options = golden.Json.GetProperty("options");
        return new(Qwen2ProcessorConfig.Read(ProcessorFile.Open(golden.ModelFolder)) with
        {
            MinPixels = options.GetProperty("min_pixels").GetInt64(),
            MaxPixels = options.GetProperty("max_pixels").GetInt64(),
        });
    }
}

public sealed class Qwen2ProcessorConfigTests
{
    [Fact]
    public void Absent_keys_take_the_library_defaults()
    {
        Qwen2ProcessorConfig config = Load("{}");

        Assert.Equal((3_136L, 1_003_520L, 28), (config.MinPixels, config.MaxPixels, config.TokenSize));
    }

    [Fact]
    public void Bounds_may_be_named_by_edges_as_newer_files_do()
    {
        Qwen2ProcessorConfig config = Load("""{ "size": { "shortest_edge": 4096, "longest_edge": 8192 } }""");

        Assert.Equal((4_096L, 8_192L), (config.MinPixels, config.MaxPixels));
    }

    [Fact]
    public void Bounds_that_exclude_each_other_are_an_error_that_names_them()
    {
        MpaException error = Assert.Throws<MpaException>(
            () => Load("""{ "min_pixels": 5000, "max_pixels": 4000 }"""));

        Assert.Contains("min_pixels", error.Message);
    }

    private static Qwen2ProcessorConfig Load(string json)
    {
        using TemporaryFolder folder = new();
        return Qwen2ProcessorConfig.Read(ConfigReader.Open(folder.Write("preprocessor_config.json", json)));
    }
}
