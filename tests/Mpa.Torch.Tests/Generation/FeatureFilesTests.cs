using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Generation;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Generation;

public sealed class FeatureFilesTests
{
    private const int ImageBytes = 2 * 3 * sizeof(float);

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Features_come_back_to_the_bit_with_their_grid(ScalarType type)
    {
        using TemporaryFolder folder = new();
        Tensor features = rand(2, 3).to_type(type); // [tokens, D]
        Files(folder).Add("AB", new ImageFeatures(new ImageGrid(4, 5, Overview: false), features));

        ImageFeatures found = Files(folder).Find("AB")!;

        Assert.Equal(new ImageGrid(4, 5, Overview: false), found.Grid);
        Assert.Equal(type, found.Features.dtype);
        Assert.Equal(features.bytes.ToArray(), found.Features.bytes.ToArray());
        Assert.Null(Files(folder).Find("CD"));
    }

    [Fact]
    public void Features_of_another_model_are_not_taken()
    {
        using TemporaryFolder folder = new();
        Files(folder).Add("AB", Image());

        Assert.Null(new FeatureFiles(new FeatureRoom(folder.Root, 1 << 20), "another").Find("AB"));
    }

    [Fact]
    public void Features_of_images_that_an_earlier_version_decoded_are_not_taken()
    {
        using TemporaryFolder folder = new();
        Files(folder).Add("AB", Image());
        Directory.Move(FeatureFiles.FolderOf(new FeatureRoom(folder.Root, 1), "model"), folder.At("model"));

        Assert.Null(Files(folder).Find("AB"));
    }

    [Fact]
    public void A_damaged_file_goes()
    {
        using TemporaryFolder folder = new();
        Files(folder).Add("AB", Image());
        string path = Path.Combine(FeatureFiles.FolderOf(new FeatureRoom(folder.Root, 1), "model"), "AB.safetensors");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);

        Assert.Null(Files(folder).Find("AB"));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void What_is_there_stays_when_the_room_is_full()
    {
        using TemporaryFolder folder = new();
        FeatureFiles first = Files(folder, bytes: 2 * ImageBytes);
        first.Add("A", Image());
        first.Add("B", Image());
        first.Add("C", Image());

        Assert.NotNull(first.Find("A"));
        Assert.NotNull(first.Find("B"));
        Assert.Null(first.Find("C"));

        // What lies there from before takes its room, header included.
        FeatureFiles second = Files(folder, bytes: 2 * ImageBytes);
        second.Add("D", Image());
        Assert.Null(second.Find("D"));
    }

    private static FeatureFiles Files(TemporaryFolder folder, long bytes = 1 << 20) =>
        new(new FeatureRoom(folder.Root, bytes), "model");

    private static ImageFeatures Image() => new(ImageGrid.Whole, zeros(2, 3));
}
