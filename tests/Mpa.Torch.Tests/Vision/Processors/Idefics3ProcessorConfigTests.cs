using Mpa.Imaging;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Vision.Processors;

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
        Assert.Equal([0f, 51f, 255f], new Idefics3ImageProcessor(new() { Scaling = new() { Rescale = false, Normalize = false } }).Normalize(pixel).Values);
        Assert.Equal([0f, (float)(51 * (1.0 / 255)), 1f], new Idefics3ImageProcessor(new() { Scaling = new() { Normalize = false } }).Normalize(pixel).Values);
        Assert.Equal([-1f, 1f], new Idefics3ImageProcessor(new()).Normalize(pixel).Values.Where((_, channel) => channel != 1));
    }

    private static Idefics3ProcessorConfig Load(string json)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, json);
            return Idefics3ProcessorConfig.Load(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
