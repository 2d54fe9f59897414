using System.Text;

namespace Mpa.Imaging.Tests;

public sealed class ImageErrorTests
{
    public static TheoryData<string, int> Cuts =>
        [.. from format in SampleFiles.All.Keys from percent in new[] { 30, 50, 75, 90, 98 } select (format, percent)];

    public static TheoryData<string> Formats => [.. SampleFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Cuts))]
    public void A_truncated_file_is_an_error_and_not_a_half_grey_image(string format, int percent)
    {
        // Given
        byte[] whole = SampleFiles.All[format];

        // When
        ImageException error = Assert.Throws<ImageException>(() => ImageProbe.Probe(whole[..(whole.Length * percent / 100)], "cut.png"));

        // Then
        Assert.Equal("truncated", error.Cause);
        Assert.StartsWith("cut.png: ", error.Message);
    }

    [Fact]
    public void A_PNG_without_its_end_is_truncated()
    {
        byte[] whole = SampleFiles.All["png"];
        Assert.Equal("truncated", Assert.Throws<ImageException>(() => ImageProbe.Probe(whole[..^12], "x")).Cause);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_of_less_than_a_header_is_an_error(string format)
    {
        byte[] whole = SampleFiles.All[format];
        Assert.All(Enumerable.Range(1, 24), length => Assert.Throws<ImageException>(() => ImageProbe.Probe(whole[..length], "x")));
    }

    [Fact]
    public void An_empty_file_is_named_as_such()
    {
        ImageException error = Assert.Throws<ImageException>(() => ImageProbe.Probe([], "void.png"));
        Assert.Equal(("empty", "void.png: the file is empty."), (error.Cause, error.Message));
    }

    [Fact]
    public void Text_and_random_bytes_are_not_images()
    {
        byte[] random = SampleFiles.Noise(10, 10, seed: 5).Pixels;
        Assert.Equal("not an image", Assert.Throws<ImageException>(() => ImageProbe.Probe(Encoding.UTF8.GetBytes("<svg/>"), "x")).Cause);
        Assert.Equal("not an image", Assert.Throws<ImageException>(() => ImageProbe.Probe(random, "x")).Cause);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_unreadable()
    {
        Assert.Equal("unreadable", Assert.Throws<ImageException>(() => ImageProbe.Probe("/no/such/file.png")).Cause);
        Assert.Equal("unreadable", Assert.Throws<ImageException>(() => ImageProbe.Probe(AppContext.BaseDirectory)).Cause);
    }

    [Fact]
    public void A_changed_byte_in_a_PNG_is_damage()
    {
        byte[] whole = [.. SampleFiles.All["png"]];
        whole[whole.Length / 2] ^= 1;
        Assert.Equal("damaged", Assert.Throws<ImageException>(() => ImageProbe.Probe(whole, "x")).Cause);
    }

    [Fact]
    public void A_PNG_with_too_few_rows_or_an_unknown_filter_is_damaged()
    {
        byte[] short1 = SampleFiles.Png(2, 3, 8, PngColor.Gray, [0, 1, 2]);
        byte[] filter = SampleFiles.Png(2, 1, 8, PngColor.Gray, [9, 1, 2]);
        Assert.All([short1, filter], png => Assert.Equal("damaged", Assert.Throws<ImageException>(() => ImageProbe.Probe(png, "x")).Cause));
    }
}
