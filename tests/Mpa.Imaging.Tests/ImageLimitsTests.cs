using Mpa.Images;

namespace Mpa.Imaging.Tests;

public sealed class ImageLimitsTests
{
    public static TheoryData<string, byte[]> Huge => new()
    {
        { "png 100,000 × 100,000", SampleFiles.Png(100_000, 100_000, 8, PngColor.Rgb, [0]) },
        { "bmp 100,000 × 100,000", SampleFiles.Bmp(100_000, 100_000, 10) },
        { "bmp 70,000 × 70,000", SampleFiles.Bmp(70_000, -70_000, 10) },
        { "gif 65,278 × 65,278", Widened(SampleFiles.All["gif"], at: 6) },
        { "jpeg 65,278 × 65,278", Widened(SampleFiles.All["jpeg"], at: SampleFiles.All["jpeg"].AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]) + 5) },
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

    /// <summary>
    /// Width and height of two bytes each, the same in either byte order; a little below the limits of the formats.
    /// </summary>
    private static byte[] Widened(byte[] file, int at) => [.. file[..at], 254, 254, 254, 254, .. file[(at + 4)..]];

    private static string Fails(byte[] file, ImageLimits limits) =>
        Assert.Throws<ImageException>(() => ImageDecoder.Decode(file, "x", limits)).Cause;
}
