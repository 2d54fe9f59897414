using Mpa.Torch.Generation;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Generation;

public sealed class FeatureCacheTests
{
    private const int ImageBytes = 16;

    [Fact]
    public void The_images_used_longest_ago_are_dropped()
    {
        // Given
        using FeatureCache cache = new(2 * ImageBytes);
        foreach (string key in new[] { "a", "b", "c" })
        {
            cache.Add(key, Image());
        }

        // When
        Assert.NotNull(cache.Find("a"));
        cache.Trim();

        // Then
        Assert.Equal(2, cache.Count);
        Assert.NotNull(cache.Find("a"));
        Assert.Null(cache.Find("b"));
        Assert.NotNull(cache.Find("c"));
    }

    [Fact]
    public void Nothing_is_kept_without_room()
    {
        // Given
        using FeatureCache cache = new(0);
        ImageFeatures image = Image();
        cache.Add("a", image);

        // When
        cache.Trim();

        // Then
        Assert.Null(cache.Find("a"));
        Assert.True(image.Features.IsInvalid);
    }

    private static ImageFeatures Image() => new(ImageGrid.Whole, zeros(1, 2, 2));
}
