using System.Text;
using Mpa.Images;

namespace Mpa.Imaging.Tests;

public sealed class ImageErrorTests
{
    public static TheoryData<string, int> Cuts =>
        [.. from format in SampleFiles.All.Keys from percent in new[] { 30, 50, 75, 90, 98 } select (format, percent)];

    public static TheoryData<string> Formats => [.. SampleFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Cuts))]
    public void A_truncated_file_is_an_error_and_not_a_half_gray_image(string format, int percent)
    {
        // Given
        byte[] whole = SampleFiles.All[format];

        // When
        ImageException error = Assert.Throws<ImageException>(() =>
            ImageProbe.Probe(whole[..(whole.Length * percent / 100)], "cut.png"));

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
        Assert.All(Enumerable.Range(1, 24), length =>
            Assert.Throws<ImageException>(() => ImageProbe.Probe(whole[..length], "x")));
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
        byte[] svg = Encoding.UTF8.GetBytes("<svg/>");
        Assert.Equal("not an image", Assert.Throws<ImageException>(() => ImageProbe.Probe(svg, "x")).Cause);
        Assert.Equal("not an image", Assert.Throws<ImageException>(() => ImageProbe.Probe(random, "x")).Cause);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_unreadable()
    {
        Assert.Equal("unreadable", Assert.Throws<ImageException>(() => ImageProbe.Probe("/no/such/file.png")).Cause);
        Assert.Equal(
            "unreadable", Assert.Throws<ImageException>(() => ImageProbe.Probe(AppContext.BaseDirectory)).Cause);
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
        foreach (byte[] png in (byte[][])[short1, filter])
        {
            Assert.Equal("damaged", Assert.Throws<ImageException>(() => ImageProbe.Probe(png, "x")).Cause);
        }
    }
}

public sealed class ImageLimitsTests
{
    public static TheoryData<string, byte[]> Huge => new()
    {
        { "png 100,000 × 100,000", SampleFiles.Png(100_000, 100_000, 8, PngColor.Rgb, [0]) },
        { "bmp 100,000 × 100,000", SampleFiles.Bmp(100_000, 100_000, 10) },
        { "bmp 70,000 × 70,000", SampleFiles.Bmp(70_000, -70_000, 10) },
        { "gif 65,278 × 65,278", Widened(SampleFiles.All["gif"], at: 6) },
        { "jpeg 65,278 × 65,278", Widened(SampleFiles.All["jpeg"], at: FrameHeader(SampleFiles.All["jpeg"]) + 5) },
    };

    [Theory]
    [MemberData(nameof(Huge))]
    public void A_huge_header_is_refused_before_pixels_are_allocated(string name, byte[] file)
    {
        // When
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageException header = Assert.Throws<ImageException>(() => ImageDecoder.ReadInfo(file, "bomb"));
        ImageException pixels = Assert.Throws<ImageException>(() => ImageDecoder.Decode(file, "bomb"));

        // Then
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
        Assert.Equal(("too many pixels", "too many pixels"), (header.Cause, pixels.Cause));
        Assert.Contains(name[(name.IndexOf(' ') + 1)..], header.Message);
    }

    [Fact]
    public void Limits_hold_to_the_pixel_and_to_the_byte()
    {
        byte[] file = SampleFiles.All["png"];
        ImageLimits exact = new(file.Length, SampleFiles.Width * SampleFiles.Height);

        Assert.Equal(new ImageInfo("png", SampleFiles.Width, SampleFiles.Height), ImageProbe.Probe(file, "x", exact));
        Assert.Equal("too many bytes", Fails(file, exact with { MaxBytes = exact.MaxBytes - 1 }));
        Assert.Equal("too many pixels", Fails(file, exact with { MaxPixels = exact.MaxPixels - 1 }));
    }

    [Fact]
    public void A_long_file_is_refused_by_its_length_without_being_read()
    {
        string path = Path.GetTempFileName();
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(100L << 20);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        string cause = Assert.Throws<ImageException>(() => ImageProbe.Probe(path)).Cause;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        File.Delete(path);

        Assert.Equal("too many bytes", cause);
        Assert.InRange(allocated, 0, 1_000_000);
    }

    private static int FrameHeader(ReadOnlySpan<byte> jpeg) => jpeg.IndexOf([(byte)0xFF, (byte)0xC0]);

    /// <summary>
    /// Width and height of two bytes each, the same in either byte order; a little below the limits of the formats.
    /// </summary>
    private static byte[] Widened(byte[] file, int at) => [.. file[..at], 254, 254, 254, 254, .. file[(at + 4)..]];

    private static string Fails(byte[] file, ImageLimits limits) =>
        Assert.Throws<ImageException>(() => ImageDecoder.Decode(file, "x", limits)).Cause;
}
