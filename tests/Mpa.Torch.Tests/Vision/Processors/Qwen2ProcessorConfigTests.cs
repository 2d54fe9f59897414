using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Vision.Processors;

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
    public void Bounds_that_exclude_each_other_are_an_error_that_names_them() =>
        Assert.Contains("min_pixels", Assert.Throws<MpaException>(() => Load("""{ "min_pixels": 5000, "max_pixels": 4000 }""")).Message);

    private static Qwen2ProcessorConfig Load(string json)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, json);
            return Qwen2ProcessorConfig.Load(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
