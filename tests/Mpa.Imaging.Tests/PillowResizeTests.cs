using FsCheck.Xunit;

namespace Mpa.Imaging.Tests;

public sealed class PillowResizeTests
{
    private static readonly ResampleFilter[] Filters = Enum.GetValues<ResampleFilter>();

    [Property]
    public void Resizing_to_the_same_size_is_a_copy(byte width, byte height, byte filter)
    {
        RgbImage image = SampleFiles.Noise(1 + (width % 40), 1 + (height % 40), seed: width + height);
        RgbImage same = PillowResize.Resize(image, image.Width, image.Height, Filters[filter % 3]);
        Assert.Equal(image.Pixels, same.Pixels);
        Assert.NotSame(image.Pixels, same.Pixels);
    }

    [Property]
    public void A_constant_image_stays_constant(byte width, byte height, byte newWidth, byte newHeight, byte value, byte filter)
    {
        RgbImage image = new(1 + (width % 90), 1 + (height % 90));
        Array.Fill(image.Pixels, value);
        RgbImage resized = PillowResize.Resize(image, 1 + newWidth, 1 + newHeight, Filters[filter % 3]);
        Assert.Equal((1 + newWidth, 1 + newHeight), (resized.Width, resized.Height));
        Assert.All(resized.Pixels, pixel => Assert.Equal(value, pixel));
    }

    [Property]
    public void A_mirrored_image_gives_the_mirrored_result(byte width, byte newWidth, byte filter)
    {
        // Given
        RgbImage image = SampleFiles.Noise(1 + (width % 60), 5, seed: width);

        // When
        RgbImage plain = PillowResize.Resize(image, 1 + newWidth, 9, Filters[filter % 3]);
        RgbImage mirrored = PillowResize.Resize(ImageTurn.Apply(image, 2), 1 + newWidth, 9, Filters[filter % 3]);

        // Then: centers are rounded, so weights may differ in their last bit and a pixel by one.
        byte[] back = ImageTurn.Apply(mirrored, 2).Pixels;
        Assert.InRange(plain.Pixels.Zip(back, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
    }

    [Fact]
    public void A_size_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PillowResize.Resize(new RgbImage(2, 2), 0, 1, ResampleFilter.Bilinear));
        Assert.Throws<ArgumentOutOfRangeException>(() => PillowResize.Resize(new RgbImage(2, 2), 1, -1, ResampleFilter.Bilinear));
    }
}
