using System.Text.Json;
using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Vision.Processors;

public sealed class Idefics3SizesTests
{
    [Fact]
    public void Sizes_equal_the_official_processor_on_every_golden_row()
    {
        // Given
        JsonElement golden = JsonElement.Parse(File.ReadAllText(Repository.Golden("prompts/smolvlm.json")));

        // When, then
        Assert.All(golden.GetProperty("sizes").EnumerateArray(), row =>
        {
            int[] n = [.. row.EnumerateArray().Select(value => value.GetInt32())];
            (int width, int height) = Idefics3Sizes.Scale(n[0], n[1], n[2]);
            Assert.Equal((n[4], n[5]), (width, height));
            Assert.Equal((n[6], n[7]), Idefics3Sizes.WholeTiles(width, height, n[3]));
        });
    }

    [Fact]
    public void Grids_equal_the_official_processor_on_every_golden_row()
    {
        // Given
        JsonElement golden = JsonElement.Parse(File.ReadAllText(Repository.Golden("prompts/smolvlm.json")));

        // When, then
        Assert.All(golden.GetProperty("sizes").EnumerateArray().Take(40), row =>
        {
            int[] n = [.. row.EnumerateArray().Select(value => value.GetInt32())];
            Idefics3ProcessorConfig config = new()
            {
                LongestEdge = n[2],
                TileSize = n[3],
                Filter = ResampleFilter.Bilinear,
            };
            Idefics3ImageProcessor processor = new(config);
            ImageTiles tiles = processor.Process(new RgbImage(n[0], n[1]));
            Assert.Equal((n[8], n[9]), (tiles.Grid.Rows, tiles.Grid.Columns));
            Assert.Equal((n[8] * n[9]) + 1, tiles.Tiles.Count);
        });
    }

    [Theory]
    [InlineData(5000, 4096, 2048, 2048, 1678)]
    [InlineData(1, 5000, 2048, 1, 2048)]
    [InlineData(300, 300, 6000, 4096, 4096)]
    public void Extreme_sizes_stay_between_one_and_4096(
        int width, int height, int longestEdge, int expectedWidth, int expectedHeight)
    {
        // When
        (int scaledWidth, int scaledHeight) = Idefics3Sizes.Scale(width, height, longestEdge);

        // Then
        Assert.Equal((expectedWidth, expectedHeight), (scaledWidth, scaledHeight));
    }
}

public sealed class SmartResizeTests
{
    [Fact]
    public void Sizes_and_refusals_equal_the_official_processor_on_every_golden_row()
    {
        string file = Repository.Golden("preprocess/qwen2vl-smart-resize.jsonl");
        JsonElement[] rows = [.. File.ReadLines(file).Select(line => JsonElement.Parse(line))];

        Assert.NotEmpty(rows);
        Assert.All(rows, Check);
    }

    [Theory]
    [InlineData(27, 500, "27 × 500")]
    [InlineData(28, 5601, "28 × 5601")]
    [InlineData(28, 5600, "28 × 5600")]
    public void A_refusal_names_the_size(int width, int height, string named)
    {
        MpaException error = Assert.Throws<MpaException>(() => SmartResize.Of(width, height, 28, 3_136, 100_000));

        Assert.Contains(named, error.Message);
    }

    private static void Check(JsonElement row)
    {
        int Value(string key) => row.GetProperty(key).GetInt32();
        (int Width, int Height) Size() => SmartResize.Of(
            Value("width"), Value("height"), Value("factor"), Value("min_pixels"), Value("max_pixels"));

        // A side of 0, which the official function can give, is no image.
        if (row.TryGetProperty("error", out _) || Value("resized_width") == 0 || Value("resized_height") == 0)
        {
            Assert.Throws<MpaException>(() => Size());
        }
        else
        {
            Assert.Equal((Value("resized_width"), Value("resized_height")), Size());
        }
    }
}
