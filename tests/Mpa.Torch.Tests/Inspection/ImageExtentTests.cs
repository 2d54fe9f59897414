using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Inspection;

public sealed class ImageExtentTests
{
    [Theory]
    [InlineData("smolvlm-tiny", 640, 480)]
    [InlineData("smolvlm-tiny", 64, 64)]
    [InlineData("smolvlm-tiny", 100, 700)]
    [InlineData("qwen2vl-tiny", 640, 480)]
    [InlineData("qwen2vl-tiny", 28, 40)]
    [InlineData("qwen25vl-tiny", 640, 480)]
    public void An_image_comes_to_what_the_loaded_model_makes_of_it(string name, int width, int height)
    {
        string folder = Path.Combine(Repository.OwnGoldens, "models", name, "model");
        using LoadedModel model = ModelFamilies.Load(folder, TorchModelOptions.Default);
        ImageTiles image = model.Processor.Process(new RgbImage(width, height));
        PixelTile[] tiles = [.. image.Tiles.Select(model.Processor.Normalize)];

        ImageExtent? extent = ImageExtent.Of(folder, TorchModelOptions.Default, (width, height));

        int side = model.Network.PatchSize;
        long patches = tiles.Sum(tile => (long)(tile.Width / side) * (tile.Height / side));
        Assert.Equal(new ImageExtent(patches, tiles.Sum(model.Network.Tokens)), extent);
    }

    [Fact]
    public void Bounds_of_a_recipe_take_the_place_of_the_folders_own()
    {
        string folder = Path.Combine(Repository.OwnGoldens, "models", "qwen2vl-tiny", "model");

        // The paper's: at most 512 image tokens of 28 × 28 pixels.
        TorchModelOptions bounds = new() { MinPixels = 100_352, MaxPixels = 401_408 };
        ImageExtent extent = ImageExtent.Of(folder, bounds, (1024, 768))!;

        Assert.InRange(extent.Tokens, 450, 512);
        Assert.Equal(4 * extent.Tokens, extent.Patches);
    }

    [Fact]
    public void A_family_that_mpa_does_not_run_is_unknown()
    {
        using TemporaryFolder folder = new();
        folder.Write("config.json", """{"model_type":"mllama"}""");

        Assert.Null(ImageExtent.Of(folder.Root, TorchModelOptions.Default, (100, 100)));
    }
}
