using System.Security.Cryptography;
using System.Text.Json;
using Mpa.Imaging;
using Mpa.Torch.Checkpoints;
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
        Assert.Equal((image.GetProperty("resized_width").GetInt32(), image.GetProperty("resized_height").GetInt32()), (resized.Width, resized.Height));
        Assert.Equal((grid[1] / 2, grid[2] / 2), (tiles.Grid.Rows, tiles.Grid.Columns));
        Assert.Equal(image.GetProperty("resized_rgb_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(resized.Pixels)));
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

        // When
        RgbImage resized = processor.Process(golden.Image(golden.Json.GetProperty("image").GetProperty("file").GetString()!)).Tiles[0];
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
        return new(Qwen2ProcessorConfig.Load(Path.Combine(golden.ModelFolder, "preprocessor_config.json")) with
        {
            MinPixels = options.GetProperty("min_pixels").GetInt64(),
            MaxPixels = options.GetProperty("max_pixels").GetInt64(),
        });
    }
}
