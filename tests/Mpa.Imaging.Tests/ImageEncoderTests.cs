using FsCheck.Xunit;

namespace Mpa.Imaging.Tests;

public sealed class ImageEncoderTests
{
    [Property(MaxTest = 50)]
    public void A_PNG_gives_the_same_pixels_back(byte width, byte height, int seed)
    {
        RgbImage image = SampleFiles.Noise(1 + width, 1 + height, seed);
        byte[] png = ImageEncoder.ToPng(image);
        Assert.Equal(image.Pixels, ImageDecoder.Decode(png, "x").Pixels);
        Assert.Equal(png, ImageEncoder.ToPng(image));
    }

    [Fact]
    public void A_JPEG_is_close_to_a_smooth_image()
    {
        // Given
        RgbImage image = new(64, 48);
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)(i / 3 % 64 * 3);
        }

        // When
        RgbImage back = ImageDecoder.Decode(ImageEncoder.ToJpeg(image, 95), "x");

        // Then
        Assert.InRange(image.Pixels.Zip(back.Pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 8);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_outside_1_to_100_is_refused(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageEncoder.ToJpeg(new RgbImage(1, 1), quality));
}
