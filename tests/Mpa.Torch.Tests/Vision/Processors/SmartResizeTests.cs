using System.Text.Json;
using Mpa.Testing;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Vision.Processors;

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
    public void A_refusal_names_the_size(int width, int height, string named) =>
        Assert.Contains(named, Assert.Throws<MpaException>(() => SmartResize.Of(width, height, 28, 3_136, 100_000)).Message);

    private static void Check(JsonElement row)
    {
        int Value(string key) => row.GetProperty(key).GetInt32();
        (int Width, int Height) Size() => SmartResize.Of(Value("width"), Value("height"), Value("factor"), Value("min_pixels"), Value("max_pixels"));

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
