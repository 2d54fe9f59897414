using Mpa.Imaging;
using Mpa.Models;
using Mpa.Torch.Generation;
using Mpa.Torch.Serving;
using Mpa.Torch.Tests.Generation;

namespace Mpa.Torch.Tests.Serving;

public sealed class DecodedImagesTests
{
    [Fact]
    public void The_images_used_last_are_kept_within_the_bytes_allowed()
    {
        using LoadedModel parts = LoadedModel.Load(TrainedPair.ModelFolder("student"), WeightType.Float32);
        byte[][] files = [.. Enumerable.Range(1, 3).Select(i => ImageEncoder.ToPng(new RgbImage(8 * i, 8)))];
        long one = new DecodedImages(parts.Processor, 0).Get(files[0], "a").Bytes;
        DecodedImages images = new(parts.Processor, 2 * one);

        DecodedImage first = images.Get(files[0], "a");
        DecodedImage second = images.Get(files[1], "b");
        DecodedImage again = images.Get(files[0], "a");
        images.Get(files[2], "c"); // drops b, used longest ago

        Assert.Same(first, again);
        Assert.Same(first, images.Get(files[0], "a"));
        Assert.NotSame(second, images.Get(files[1], "b"));
    }
}
