using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Tests.Golden;

namespace Mpa.Torch.Tests.Generation;

public sealed class ImageBoundsTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("train", GoldenCase.Qwen2Vl);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Bounds_of_the_recipe_set_the_number_of_image_tokens(string name)
    {
        string folder = GoldenCase.Named(name).ModelFolder;
        async Task<int> Tokens(int most)
        {
            TorchModelOptions bounds = new() { MinPixels = 784, MaxPixels = most };
            using TorchModel model = TorchModel.Load(folder, bounds);
            RequestImage image = new(Repository.GoldenImage("5676.png"));
            ModelRequest request = new([image], "What?", new SamplingOptions(1));
            return (await TrainedPair.AskAsync(model, request)).PromptTokens;
        }

        // 640 × 325 pixels become 6 × 3 or 3 × 2 tokens of 28 × 28.
        Assert.Equal((6 * 3) - (3 * 2), await Tokens(21 * 784) - await Tokens(8 * 784));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bounds_are_part_of_the_fingerprint(string name)
    {
        string folder = GoldenCase.Named(name).ModelFolder;

        string bounded = TorchModel.FingerprintOf(folder, new TorchModelOptions { MaxPixels = 5_000 });

        Assert.NotEqual(TorchModel.FingerprintOf(folder), bounded);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bounds_that_exclude_each_other_are_an_error_with_both(string name)
    {
        TorchModelOptions options = new() { MinPixels = 9_000, MaxPixels = 5_000 };

        string folder = GoldenCase.Named(name).ModelFolder;

        MpaException error = Assert.Throws<MpaException>(() => TorchModel.Load(folder, options));

        Assert.Matches("9,000.*5,000", error.Message);
    }

    [Fact]
    public void A_family_with_tiles_of_one_size_refuses_bounds()
    {
        TorchModelOptions options = new() { MaxPixels = 5_000 };

        MpaException error =
            Assert.Throws<MpaException>(() => TorchModel.Load(TrainedPair.ModelFolder("student"), options));

        Assert.Contains("tiles", error.Message);
    }
}
