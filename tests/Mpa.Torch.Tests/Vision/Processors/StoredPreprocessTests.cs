using System.Security.Cryptography;
using System.Text.Json;
using Mpa.Imaging;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Vision.Processors;

/// <summary>Images of InternVL2, LLaVA-1.5 and TinyLLaVA against the public programs that prepare them.</summary>
public sealed class StoredPreprocessTests
{
    // Of a level, after a JPEG was decoded by another library and resized.
    private const int JpegTolerance = 2;

    public static IEnumerable<TheoryDataRow<string>> Cases => PreprocessCase.Find();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pixels_equal_the_official_processors_to_the_bit(string name)
    {
        PreprocessCase golden = PreprocessCase.Named(name);
        RgbImage image = golden.Image();
        IImageProcessor processor = golden.Processor();

        ImageTiles tiles = processor.Process(image);

        Assert.Equal(Sizes(golden.Json, "original_size"), (image.Width, image.Height));
        CheckPlan(golden.Json, processor.Plan(image.Width, image.Height), tiles);
        int allowed = golden.IsJpeg ? JpegTolerance : 0;
        Assert.All(
            golden.Pictures().Zip(tiles.Tiles), pair => Assert.InRange(Farthest(pair.First, pair.Second), 0, allowed));
        if (!golden.IsJpeg)
        {
            CheckNumbers(golden, processor, tiles);
        }
    }

    private static void CheckPlan(JsonElement golden, ImagePlan plan, ImageTiles tiles)
    {
        Assert.Equal(tiles.Grid, plan.Grid);
        Assert.Equal(tiles.Tiles.Select(tile => (tile.Width, tile.Height)), plan.Tiles);
        (int Columns, int Rows) grid = golden.TryGetProperty("grid_cols_rows", out _)
            ? Sizes(golden, "grid_cols_rows")
            : (1, 1);
        Assert.Equal(grid, (Math.Max(plan.Grid.Columns, 1), Math.Max(plan.Grid.Rows, 1)));
        Assert.Equal(golden.TryGetProperty("tiles", out JsonElement count) ? count.GetInt32() : 1, plan.Tiles.Count);
        (int width, int height) = plan.Tiles[0];
        Assert.Equal(Sizes(golden, "resized_size"), (grid.Columns * width, grid.Rows * height));
    }

    private static void CheckNumbers(PreprocessCase golden, IImageProcessor processor, ImageTiles tiles)
    {
        if (golden.Json.TryGetProperty("tile_sha256", out JsonElement hashes))
        {
            Assert.Equal(
                hashes.EnumerateArray().Select(hash => hash.GetString()),
                tiles.Tiles.Select(tile => Convert.ToHexStringLower(SHA256.HashData(tile.Pixels))));
        }

        using SafetensorsFile? numbers = golden.Numbers();
        if (numbers is not null)
        {
            using TorchSharp.torch.Tensor expected = numbers.Read("pixel_values");
            Assert.Equal(
                expected.data<float>().ToArray(), tiles.Tiles.SelectMany(tile => processor.Normalize(tile).Values));
        }
    }

    private static int Farthest(RgbImage expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        return expected.Pixels.Zip(actual.Pixels, (a, b) => Math.Abs(a - b)).Max();
    }

    private static (int, int) Sizes(JsonElement golden, string key) =>
        (golden.GetProperty(key)[0].GetInt32(), golden.GetProperty(key)[1].GetInt32());
}
